package dev.carom.internal.process;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The flags of this JVM that its workers get too: those that decide what code means (system properties, module options,
 * assertions, the size of a stack). Not those that decide how one process is run: memory, collector, agents, logs.
 */
final class MirroredFlags {
    /** Properties that mean one process, or that the launcher sets itself. */
    private static final List<String> OWN_PROPERTIES = List.of(
            "com.sun.management.", "java.rmi.", "jdk.module.", "sun.java.", "java.class.path", "java.home",
            "java.vm.", "jdk.attach.", "surefire.", "idea.", "intellij.", "visualvm.", "loader.main", "loader.args");

    private static final Set<String> SWITCHES = Set.of(
            "-ea", "-da", "-esa", "-dsa", "-enableassertions", "-disableassertions", "-enablesystemassertions",
            "-disablesystemassertions", "--enable-preview");

    private static final List<String> PREFIXES = List.of(
            "-ea:", "-da:", "-enableassertions:", "-disableassertions:", "-Xss", "-XX:ThreadStackSize=",
            "--add-opens=", "--add-exports=", "--add-reads=", "--add-modules=", "--limit-modules=",
            "--enable-native-access=");

    /** Options that only some versions know. */
    private static final List<String> PREFIXES_OF_VERSION = List.of(
            "--illegal-native-access=", "--sun-misc-unsafe-memory-access=", "--enable-final-field-mutation=",
            "--illegal-final-field-mutation=", "--finalization=");

    private MirroredFlags() {}

    /** Those of this JVM. */
    static List<String> current(JavaHome home) {
        return of(ManagementFactory.getRuntimeMXBean().getInputArguments(), home.isOwn());
    }

    /**
     * Those among {@code input}, each as one argument.
     *
     * @param sameVersion whether the workers run on the same Java as this JVM
     */
    static List<String> of(List<String> input, boolean sameVersion) {
        List<String> mirrored = new ArrayList<>();
        for (String flag : input) {
            String kept = keep(flag, sameVersion);
            if (kept != null) {
                mirrored.add(kept);
            }
        }
        return mirrored;
    }

    private static @Nullable String keep(String flag, boolean sameVersion) {
        if (flag.startsWith("-D")) {
            String property = flag.substring(2);
            return OWN_PROPERTIES.stream().anyMatch(property::startsWith) ? null : flag;
        }
        if (flag.startsWith("-Xbootclasspath/a:")) {
            return withAbsolutePaths(flag, flag.indexOf(':') + 1);
        }
        if (flag.startsWith("--upgrade-module-path=")) {
            return withAbsolutePaths(flag, flag.indexOf('=') + 1);
        }
        if (flag.startsWith("--patch-module=")) {
            return withAbsolutePaths(flag, flag.indexOf('=', flag.indexOf('=') + 1) + 1);
        }
        boolean kept = SWITCHES.contains(flag)
                || PREFIXES.stream().anyMatch(flag::startsWith)
                || sameVersion && PREFIXES_OF_VERSION.stream().anyMatch(flag::startsWith);
        return kept ? flag : null;
    }

    private static String withAbsolutePaths(String flag, int pathsFrom) {
        String paths = Stream.of(flag.substring(pathsFrom).split(java.io.File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(java.io.File.pathSeparator));
        return flag.substring(0, pathsFrom) + paths;
    }
}
