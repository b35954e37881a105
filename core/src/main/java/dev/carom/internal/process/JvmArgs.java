package dev.carom.internal.process;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The JVM flags that a user gave: which are allowed, and what they already decide. */
final class JvmArgs {
    /** Options of the launcher whose value is an argument of its own. */
    private static final Set<String> WITH_VALUE = Set.of(
            "-p", "--module-path", "--upgrade-module-path", "--add-modules",
            "--limit-modules", "--add-opens", "--add-exports", "--add-reads", "--patch-module",
            "--enable-native-access");

    /** Options that say what is run, which is the worker's main class. */
    private static final Set<String> MAIN = Set.of("-m", "--module", "--source");

    /** Options that make the JVM print something and leave. */
    private static final Set<String> PRINTING = Set.of(
            "-version", "--version", "-fullversion", "--full-version", "-Xinternalversion", "-help", "--help", "-h", "-?",
            "-X", "--help-extra", "-Xlog:help", "-agentlib:jdwp=help", "-Xrunjdwp:help", "-XX:+PrintFlagsInitial", "--dry-run",
            "--list-modules", "-d", "--describe-module", "--validate-modules");

    /** Options that make the JVM write an archive of classes and leave. */
    private static final Set<String> ARCHIVING = Set.of("-Xshare:dump", "-XX:+DumpSharedSpaces", "-XX:AOTMode=create");

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
            String obstacle = value ? null : obstacle(arg);
            if (obstacle != null) {
                throw new IllegalArgumentException("jvmArgs: " + arg + " would " + obstacle);
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

    /** What that option would do that it must not; null: nothing. */
    private static @Nullable String obstacle(String arg) {
        if (CODE.contains(name(arg))) {
            return "be overridden by the worker's own class path; name its code by classPath(...)";
        }
        String notRun = "keep the worker's main class from running";
        if (MAIN.contains(name(arg))) {
            return notRun + "; name your code by classPath(...)";
        }
        if (PRINTING.contains(arg) || PRINTING.contains(name(arg))) {
            return notRun + ", as the JVM would print something and leave; run java with it by itself";
        }
        if (ARCHIVING.contains(arg)) {
            return notRun + ", as the JVM would write an archive of classes and leave; a pool makes one for its workers by itself"
                    + " (classDataArchive, on by default)";
        }
        return null;
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
        return judgeNativeAccess() || any(arg -> arg.startsWith("--enable-native-access"));
    }

    /** Whether they say what becomes of native code of modules for which it was not enabled. */
    boolean judgeNativeAccess() {
        return any(arg -> arg.startsWith("--illegal-native-access"));
    }

    private boolean any(Predicate<String> test) {
        return args.stream().anyMatch(test);
    }
}
