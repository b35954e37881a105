package dev.carom.internal.process;

import dev.carom.error.LaunchException;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands before a worker's command: {@code setsid}, which gives it a session, so that what it starts can be found and
 * a Ctrl-C at this process's terminal does not reach it; and {@code setpriv --pdeathsig KILL}, which makes the kernel kill it
 * when the thread that started it ends. Both become the command by {@code exec}, so the pid stays. Where they do not
 * exist, workers are started without.
 */
final class WorkerSession {
    private static final WorkerSession OF_THIS_JVM = new WorkerSession(Starts::of);

    private final ProcessLauncher.Starter starter;
    private @Nullable List<String> words;

    WorkerSession(ProcessLauncher.Starter starter) {
        this.starter = starter;
    }

    /**
     * The words to put before a worker's command. Tried out once in the life of this JVM.
     *
     * @throws LaunchException if the system has no room to try them out now; the next call does
     */
    static List<String> prefix() {
        return OF_THIS_JVM.words();
    }

    synchronized List<String> words() {
        List<String> known = words;
        if (known == null) {
            known = probe();
            words = known;
        }
        return known;
    }

    private List<String> probe() {
        List<String> prefix = new ArrayList<>();
        addIfItWorks(prefix, List.of("setsid"));
        addIfItWorks(prefix, List.of("setpriv", "--pdeathsig", "KILL"));
        return List.copyOf(prefix);
    }

    private void addIfItWorks(List<String> prefix, List<String> words) {
        List<String> command = new ArrayList<>(words);
        command.add("true");
        Programs.Attempt attempt = Programs.attempt(command, starter);
        if (attempt.succeeded()) {
            prefix.add(Programs.find(words.get(0)).orElseThrow().toString());
            prefix.addAll(words.subList(1, words.size()));
        } else {
            Log.LOG.log(Level.DEBUG, "workers are started without {0}: {1}", words, attempt.failure());
        }
    }
}
