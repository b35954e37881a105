package dev.carom.tests.contexts;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.TaskOptions;
import dev.carom.error.SoftTimeLimitExceededException;
import dev.carom.error.TimeLimitExceededException;
import dev.carom.tests.support.Waits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Tasks that run into a limit. It counts from their acceptance: where a busy machine does not let one of them come so far
 * before that as it has to, it is the turn of another one.
 */
final class Family {
    private static final Duration LIMIT = Duration.ofSeconds(3);

    private Family() {}

    /** Waits until a soft limit was raised in a task, which caught it. */
    static void awaitRaise(ProcessPool pool) {
        Waits.until("a soft limit is raised in a task", () -> isRaised(pool));
    }

    private static boolean isRaised(ProcessPool pool) throws InterruptedException {
        try {
            return pool.apply(Probes::caught, TaskOptions.<String>defaults().softTimeout(LIMIT)).equals("caught");
        } catch (SoftTimeLimitExceededException early) {
            return false;
        }
    }

    /**
     * The processes of a task that has a child of its own, and was over its hard limit after that.
     *
     * @param head finds the first of them, whose descendants the others are, from the worker's JVM
     * @param size how many there are
     */
    static List<ProcessHandle> overItsLimit(ProcessPool pool, UnaryOperator<Optional<ProcessHandle>> head, int size) {
        AtomicReference<List<ProcessHandle>> seen = new AtomicReference<>(List.of());
        while (seen.get().size() != size) {
            ApplyResult<Integer> task =
                    pool.applyAsync(() -> Probes.stayWithChild(), TaskOptions.<Integer>defaults().timeout(LIMIT));
            Waits.until("all are there, or its limit has passed", () -> {
                seen.set(of(task, head));
                return seen.get().size() == size || task.isDone();
            });
            assertThatExceptionOfType(TimeLimitExceededException.class).isThrownBy(task::join);
        }
        return seen.get();
    }

    private static List<ProcessHandle> of(ApplyResult<?> task, UnaryOperator<Optional<ProcessHandle>> head) {
        Optional<ProcessHandle> jvm = task.workerPid().isPresent()
                ? ProcessHandle.of(task.workerPid().getAsLong())
                : Optional.empty();
        return head.apply(jvm).stream().flatMap(first -> Stream.concat(Stream.of(first), first.descendants())).toList();
    }
}
