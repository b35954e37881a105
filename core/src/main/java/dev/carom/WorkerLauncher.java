package dev.carom;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How the process of a worker is started. Billiard's {@code context}.
 *
 * <p>The pool calls it on its launcher thread, once for each worker.
 */
@FunctionalInterface
public interface WorkerLauncher {

    /**
     * Turns the command that starts the worker's JVM into the one to run. What it returns must end up as that JVM, in the
     * same process (as {@code exec} does) or in a descendant of it that passes its exit code on; must pass on stdin, stdout
     * and stderr; and must leave the arguments alone. Where the JVM is in a pid namespace of its own, the pool goes by the
     * number that it has outside.
     */
    List<String> command(Launch launch);

    /** The user that workers run as, a name or number, to whom the pool gives their directories; null: that of this process. */
    default @Nullable String user() {
        return null;
    }

    /**
     * Whether workers are kept from changing what they do not own. The pool then takes from them nothing that others would
     * use: they start from a class-data archive that is there, but none is made of what they load.
     */
    default boolean isolates() {
        return false;
    }

    /**
     * The environment variables that workers inherit where {@code environmentAllowList} does not say; names, or the begin of
     * names with a {@code *} behind it. Null: all but those that hold flags for JVMs.
     */
    default @Nullable Set<String> inheritedVariables() {
        return null;
    }

    /**
     * Runs the JVM as it is: as this process's user, in a session of its own where there is {@code setsid} (so that what it
     * starts is found, and a Ctrl-C at this process's terminal does not reach it).
     */
    static WorkerLauncher plain() {
        return Launch::java;
    }

    /**
     * One worker that is to be started.
     *
     * @param java the command of its JVM
     * @param readable the files and directories that it must be able to read besides the operating system's own: the Java
     *     installation, the code, its arguments; absolute, and not all of them need exist
     * @param directory its own directory, where it meets the pool: it must be able to write there; absolute
     * @param workingDirectory the one that was asked for; null for that of this process
     */
    record Launch(List<String> java, Set<Path> readable, Path directory, @Nullable Path workingDirectory) {
        public Launch {
            java = List.copyOf(java);
            readable = Set.copyOf(readable);
        }

        /** The command behind such words: {@code after("nice", "-n", "5")}. */
        public List<String> after(String... words) {
            List<String> command = new ArrayList<>(List.of(words));
            command.addAll(java);
            return command;
        }
    }
}
