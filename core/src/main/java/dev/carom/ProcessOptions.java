package dev.carom;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The options that were given and that only a pool of processes can have. */
final class ProcessOptions {
    private final Map<String, Reason> given = new TreeMap<>();

    /** Why threads cannot have an option. */
    enum Reason {
        NO_CHANNEL("no channel leads to threads that a host could watch"),
        NO_PROCESS("threads run in this JVM, as it is"),
        NOT_READ("what threads return is not read from a channel that could be polled"),
        RAISED("what is raised in a thread may leave locks and classes of this JVM half done"),
        SHARED_HEAP("threads share the heap of this JVM, and none has memory of its own"),
        SHARED_OUTPUT("what threads print is what this JVM prints"),
        SHARED_THREADS("which threads of this JVM a task has started is not known");

        private final String text;

        Reason(String text) {
            this.text = text;
        }
    }

    /** The option was given last with a value that needs processes, or one that does not. */
    void note(String option, boolean needsProcesses, Reason why) {
        if (needsProcesses) {
            given.put(option, why);
        } else {
            given.remove(option);
        }
    }

    void requireNone() {
        if (!given.isEmpty()) {
            String refused = given.entrySet().stream()
                    .map(option -> option.getKey() + " (" + option.getValue().text + ")")
                    .collect(Collectors.joining(", "));
            throw new IllegalArgumentException(
                    "a pool of threads cannot have " + refused + "; leave it out, or build() a pool of processes");
        }
    }
}
