package dev.carom.tests.chaos;

import dev.carom.Task;
import dev.carom.WorkerExit;
import dev.carom.error.TimeLimitExceededException;
import dev.carom.error.WorkerLostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a task of a storm does, and how it ends by itself. */
enum Deed {
    ENDS,
    THROWS,
    EXHAUSTS_HEAP,
    EXITS,
    OVERSTAYS,
    FLOODS_OUTPUT,
    OVERFLOWS_STACK;

    private static final int EXIT_CODE = 7;

    /** The task with this number; {@code millis} is how long it takes if it ends. */
    Task<Integer, Exception> task(Tracks tracks, int number, int millis) {
        return () -> {
            tracks.leave(number);
            return commit(number, millis);
        };
    }

    private int commit(int number, int millis) throws Exception {
        switch (this) {
            case ENDS -> TimeUnit.MILLISECONDS.sleep(millis);
            case THROWS -> throw new IllegalStateException("task " + number);
            case EXHAUSTS_HEAP -> hoard();
            case EXITS -> System.exit(EXIT_CODE);
            case OVERSTAYS -> TimeUnit.DAYS.sleep(1);
            case FLOODS_OUTPUT -> flood();
            case OVERFLOWS_STACK -> descend(0);
        }
        return number;
    }

    /**
     * How often the task has begun at least if it ended by its own doing. A limit runs from acceptance, which comes before
     * decoding: on a machine that is overloaded it may pass before the task has left its track.
     */
    int leastRuns() {
        return this == OVERSTAYS ? 0 : 1;
    }

    private static void hoard() {
        List<byte[]> hoard = new ArrayList<>();
        while (true) {
            hoard.add(new byte[1 << 20]);
        }
    }

    private static void flood() {
        String line = "flood ".repeat(100);
        for (int i = 0; i < 1000; i++) {
            System.out.println(line);
        }
    }

    private static int descend(int depth) {
        return 1 + descend(depth + 1);
    }

    /** Whether the task with this number ended so by its own doing. */
    boolean isOwnEnd(Object end, int number) {
        return switch (this) {
            case ENDS, FLOODS_OUTPUT -> end.equals(number);
            case THROWS -> end instanceof IllegalStateException e && ("task " + number).equals(e.getMessage());
            case EXHAUSTS_HEAP -> end instanceof WorkerLostException e && e.certificate().cause() == WorkerExit.HEAP_OOM;
            case EXITS -> end instanceof WorkerLostException e
                    && e.certificate().cause() == WorkerExit.EXITED && e.certificate().exitCode() == EXIT_CODE;
            case OVERSTAYS -> end instanceof TimeLimitExceededException;
            case OVERFLOWS_STACK -> end instanceof StackOverflowError;
        };
    }
}
