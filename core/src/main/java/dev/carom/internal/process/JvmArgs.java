package dev.carom.internal.process;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The JVM flags that a user gave: which are allowed, and what they already decide. */
final class JvmArgs {
    /** Options of the launcher whose value is an argument of its own. */
    private static final Set<String> WITH_VALUE = Set.of(
            "-p", "--module-path", "--upgrade-module-path", "--add-modules",
            "--limit-modules", "--add-opens", "--add-exports", "--add-reads", "--patch-module",
            "--enable-native-access");

    /** Options that replace the worker's main class, or make the JVM print something and leave. */
    private static final Set<String> FORBIDDEN = Set.of(
            "-m", "--module", "-version", "--version", "-fullversion", "--full-version", "-help", "--help", "-h",
            "-?", "-X", "--help-extra", "--dry-run", "--list-modules", "-d", "--describe-module", "--validate-modules",
            "--source");

    /** Options that say where the code is, of which the worker's own command has one. */
    private static final Set<String> CODE = Set.of("-cp", "-classpath", "--class-path", "-jar");

    private final List<String> args;

    JvmArgs(List<String> args) {
        this.args = args;
    }

    /** Throws unless these arguments, put before the main class, leave the main class in place. */
    static void check(List<String> args) {
        boolean value = false;
        for (String arg : args) {
            if (arg.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("jvmArgs: an argument contains NUL");
            }
            if (!value && CODE.contains(name(arg))) {
                throw new IllegalArgumentException(
                        "jvmArgs: " + arg + " would be overridden by the worker's own class path; name its code by classPath(...)");
            }
            if (!value && FORBIDDEN.contains(name(arg))) {
                throw new IllegalArgumentException("jvmArgs: " + arg + " would keep the worker's main class from running");
            }
            if (!value && !arg.startsWith("-")) {
                throw new IllegalArgumentException("jvmArgs: a JVM flag must start with '-', but this one is \"" + arg + "\"");
            }
            value = !value && WITH_VALUE.contains(arg);
        }
        if (value) {
            throw new IllegalArgumentException("jvmArgs: " + args.get(args.size() - 1) + " lacks its value");
        }
    }

    private static String name(String arg) {
        int equals = arg.indexOf('=');
        return equals < 0 ? arg : arg.substring(0, equals);
    }

    /** Whether they size the heap in any way; a second opinion could contradict them. */
    boolean sizeHeap() {
        return any(arg -> arg.startsWith("-Xmx") || arg.startsWith("-Xms") || arg.startsWith("-Xmn")
                || arg.matches("-XX:(Max|Initial|Min|SoftMax|New|MaxNew)(HeapSize|Size)=.*")
                || arg.matches("-XX:(Max|Initial|Min)RAM(Percentage|Fraction)?=.*"));
    }

    boolean sizeProcessors() {
        return any(arg -> arg.startsWith("-XX:ActiveProcessorCount="));
    }

    boolean chooseCollector() {
        return any(arg -> arg.matches("-XX:\\+Use\\w*GC"));
    }

    /** Whether they choose a collector other than the serial one. */
    boolean chooseAnotherCollector() {
        return any(arg -> arg.matches("-XX:\\+Use(?!Serial)\\w*GC"));
    }

    boolean chooseLoopSafepoints() {
        return any(arg -> arg.matches("-XX:([+-]UseCountedLoopSafepoints|LoopStripMiningIter(ShortLoop)?=.*)"));
    }

    boolean nameModulePath() {
        return any(arg -> arg.equals("-p") || name(arg).equals("--module-path"));
    }

    boolean mentionNativeAccess() {
        return any(arg -> arg.startsWith("--enable-native-access") || arg.startsWith("--illegal-native-access"));
    }

    private boolean any(Predicate<String> test) {
        return args.stream().anyMatch(test);
    }
}
