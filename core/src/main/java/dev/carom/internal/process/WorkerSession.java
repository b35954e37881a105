package dev.carom.internal.process;

import java.io.File;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * What stands before a worker's command: {@code setsid}, which gives it a session, so that what it starts can be found and
 * a Ctrl-C at this process's terminal does not reach it; and {@code setpriv --pdeathsig KILL}, which makes the kernel kill it
 * when the thread that started it ends. Both become the command by {@code exec}, so the pid stays. Where they do not
 * exist, workers are started without.
 */
final class WorkerSession {
    private static final Logger LOG = System.getLogger("dev.carom.process");
    private static final long PROBE_SECONDS = 10;

    private WorkerSession() {}

    /** The words to put before a worker's command. Tried out once in the life of this JVM. */
    static List<String> prefix() {
        return Probed.PREFIX;
    }

    private static final class Probed {
        static final List<String> PREFIX = probe();
    }

    private static List<String> probe() {
        Optional<Path> harmless = find("true");
        if (harmless.isEmpty()) {
            return List.of();
        }
        List<String> prefix = new ArrayList<>();
        find("setsid").map(Path::toString).map(List::of).ifPresent(words -> addIfItWorks(prefix, words, harmless.get()));
        find("setpriv").map(path -> List.of(path.toString(), "--pdeathsig", "KILL"))
                .ifPresent(words -> addIfItWorks(prefix, words, harmless.get()));
        return List.copyOf(prefix);
    }

    private static void addIfItWorks(List<String> prefix, List<String> words, Path harmless) {
        List<String> command = new ArrayList<>(words);
        command.add(harmless.toString());
        try {
            Process process = new ProcessBuilder(command)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            process.getOutputStream().close();
            if (process.waitFor(PROBE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0) {
                prefix.addAll(words);
                return;
            }
            process.destroyForcibly();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0} does not work here: {1}", words, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LOG.log(Level.DEBUG, "workers are started without {0}", words);
    }

    /** The program of that name, as a shell would find it; empty where there is none that can be run. */
    static Optional<Path> find(String program) {
        if (program.indexOf(File.separatorChar) >= 0) {
            return Optional.of(Path.of(program)).filter(WorkerSession::canRun);
        }
        return Stream.of(System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(File.pathSeparator))
                .map(directory -> Path.of(directory).toAbsolutePath().resolve(program))
                .filter(WorkerSession::canRun)
                .findFirst();
    }

    private static boolean canRun(Path file) {
        return Files.isRegularFile(file) && Files.isExecutable(file);
    }
}
