package dev.carom.internal.process;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands before a worker's command: {@code setsid}, which gives it a session, so that what it starts can be found and
 * a Ctrl-C at this process's terminal does not reach it; and {@code setpriv --pdeathsig KILL}, which makes the kernel kill it
 * when the thread that started it ends. Both become the command by {@code exec}, so the pid stays. Where they do not
 * exist, workers are started without.
 */
final class WorkerSession {

    private WorkerSession() {}

    /** The words to put before a worker's command. Tried out once in the life of this JVM. */
    static List<String> prefix() {
        return Probed.PREFIX;
    }

    private static final class Probed {
        static final List<String> PREFIX = probe();
    }

    private static List<String> probe() {
        List<String> prefix = new ArrayList<>();
        addIfItWorks(prefix, List.of("setsid"));
        addIfItWorks(prefix, List.of("setpriv", "--pdeathsig", "KILL"));
        return List.copyOf(prefix);
    }

    private static void addIfItWorks(List<String> prefix, List<String> words) {
        List<String> command = new ArrayList<>(words);
        command.add("true");
        Programs.Attempt attempt = Programs.attempt(command);
        if (attempt.succeeded()) {
            prefix.add(Programs.find(words.get(0)).orElseThrow().toString());
            prefix.addAll(words.subList(1, words.size()));
        } else {
            Log.LOG.log(Level.DEBUG, "workers are started without {0}: {1}", words, attempt.failure());
        }
    }
}
