package dev.carom.tests.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.TaskOptions;
import dev.carom.error.TimeLimitExceededException;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.support.Waits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;

/** Many tasks of many kinds at once, and the account of what became of them. */
final class Storm {
    static final Duration GENEROUS = Duration.ofMinutes(10);
    static final Duration OVERSTAY_LIMIT = Duration.ofMillis(500);

    private final ProcessPool pool;
    private final Tracks tracks;
    private final SplittableRandom random;
    private final List<Deed> deeds = new ArrayList<>();
    private final List<ApplyResult<Integer>> results = new ArrayList<>();

    Storm(ProcessPool pool, Path directory, SplittableRandom random) {
        this.pool = pool;
        this.tracks = new Tracks(directory.toString());
        this.random = random;
    }

    /** Sends a task that does this, and takes up to so many milliseconds if it ends. */
    void send(Deed deed, int millis, TaskOptions<Integer> options) {
        int number = deeds.size();
        TaskOptions<Integer> own = deed == Deed.OVERSTAYS ? options.timeout(OVERSTAY_LIMIT) : options;
        deeds.add(deed);
        results.add(pool.applyAsync(deed.task(tracks, number, millis == 0 ? 0 : random.nextInt(millis)), own));
    }

    /**
     * Waits until every task has its outcome.
     *
     * @param own how many tasks of each kind ended by their own doing
     * @param victims how many lost their worker to somebody outside
     * @param late how many were over a limit that their own doing would have kept
     */
    record Account(Map<Deed, Integer> own, int victims, int late) {}

    /** What became of the tasks. Fails if an outcome contradicts what the task did. */
    Account settle() throws InterruptedException, IOException {
        List<Object> ends = new ArrayList<>();
        for (ApplyResult<Integer> result : results) {
            ends.add(end(result));
        }
        int[] begun = tracks.counts(deeds.size());
        Map<Deed, Integer> own = new EnumMap<>(Deed.class);
        int victims = 0;
        int late = 0;
        for (int i = 0; i < ends.size(); i++) {
            Object end = ends.get(i);
            Deed deed = deeds.get(i);
            String what = "task " + i + ", which " + deed + ", ended with " + end;
            if (deed.isOwnEnd(end, i)) {
                own.merge(deed, 1, Integer::sum);
                assertThat(begun[i]).as(what + ": how often it ran").isBetween(deed.leastRuns(), 1);
            } else if (end instanceof WorkerLostException lost && lost.certificate().exitCode() == 137) {
                victims++;
                assertThat(begun[i]).as(what + ": how often it ran").isLessThanOrEqualTo(1);
            } else if (end instanceof TimeLimitExceededException) {
                late++;
                assertThat(begun[i]).as(what + ": how often it ran").isLessThanOrEqualTo(1);
            } else {
                throw new AssertionError(what, end instanceof Throwable cause ? cause : null);
            }
        }
        return new Account(own, victims, late);
    }

    private static Object end(ApplyResult<Integer> result) throws InterruptedException {
        try {
            return result.get(GENEROUS);
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError("a task has no outcome after " + GENEROUS, e);
        }
    }

    /** How many tasks of each kind were sent. */
    Map<Deed, Integer> sent() {
        Map<Deed, Integer> sent = new EnumMap<>(Deed.class);
        deeds.forEach(deed -> sent.merge(deed, 1, Integer::sum));
        return sent;
    }

    /** The pool is as good as new. */
    static void serveTenCleanTasks(ProcessPool pool) throws Exception {
        for (int i = 0; i < 10; i++) {
            int number = i;
            assertThat(pool.applyAsync(() -> number * number).get(Waits.LONG)).isEqualTo(number * number);
        }
    }
}
