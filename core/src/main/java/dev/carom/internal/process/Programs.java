package dev.carom.internal.process;

import dev.carom.error.LaunchException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Programs of the operating system, as a shell would find them. */
public final class Programs {
    private static final long PATIENCE_SECONDS = 10;
    private static final int MOST_OUTPUT = 8 << 10;

    private Programs() {}

    /** What to do where this error says that a process, or what looks after it, could not be started; after a separator. */
    public static String remedy(Error e) {
        return Shortage.of(e) == Shortage.DIRECT_MEMORY
                ? Shortage.remedy(e) : "; this process is out of memory or threads (ulimit -u, its container's limit)";
    }

    /** The program of that name; empty where there is none that can be run. */
    public static Optional<Path> find(String program) {
        if (program.indexOf(File.separatorChar) >= 0) {
            return Optional.of(Path.of(program)).filter(Programs::canRun);
        }
        return Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(File.pathSeparator))
                .map(directory -> Path.of(directory).toAbsolutePath().resolve(program))
                .filter(Programs::canRun)
                .findFirst();
    }

    private static boolean canRun(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }

    /**
     * What came of running a program.
     *
     * @param output the begin of its stdout and stderr
     * @param failure why it did not succeed, in a line; null where it did
     */
    public record Attempt(String output, @Nullable String failure) {
        public boolean succeeded() {
            return failure == null;
        }
    }

    /**
     * Runs a command to its end, for 10 s at most. It must print little: nothing is read before it has ended.
     *
     * @throws LaunchException if this thread is interrupted, or the system has no room for one more process now
     */
    public static Attempt attempt(List<String> command) {
        return attempt(command, Starts::of);
    }

    static Attempt attempt(List<String> command, ProcessLauncher.Starter starter) {
        Optional<Path> program = find(command.get(0));
        if (program.isEmpty()) {
            return new Attempt("", "there is no program " + command.get(0));
        }
        List<String> words = new ArrayList<>(command);
        words.set(0, program.get().toString());
        try {
            Process process = starter.start(new ProcessBuilder(words).redirectErrorStream(true));
            try {
                process.getOutputStream().close();
                return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)
                        ? ended(process)
                        : new Attempt("", "it did not end within " + PATIENCE_SECONDS + " s");
            } finally {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            if (Shortage.of(e) != null) {
                throw new LaunchException("cannot try out " + command.get(0) + " (" + e + ")" + Shortage.remedy(e), e);
            }
            return new Attempt("", "it cannot be run: " + e.getMessage() + JavaHome.own().remedy(e));
        } catch (OutOfMemoryError e) {
            throw new LaunchException("cannot try out " + command.get(0) + ": " + e + remedy(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LaunchException("interrupted while " + command.get(0) + " was tried out", e);
        }
    }

    private static Attempt ended(Process process) throws IOException {
        String output = new String(process.getInputStream().readNBytes(MOST_OUTPUT), StandardCharsets.UTF_8);
        if (process.exitValue() == 0) {
            return new Attempt(output, null);
        }
        return new Attempt(output, output.isBlank() ? "exit code " + process.exitValue() : String.join("; ", output.strip().split("\n")));
    }
}
