package dev.carom.tests.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.TaskOptions;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many threads, restarts and slow starts at one pool. */
@Tag("any-jdk")
final class SharedPoolTest {
    private static final int THREADS = 10;

    @TempDir
    private Path directory;

    private static ProcessPoolBuilder builder() {
        return ProcessPool.builder().processes(2).jvmArgs("-Xmx48m", "-XX:TieredStopAtLevel=1");
    }

    @Test
    @Tag("B261")
    void tenThreadsThatMapSubmitAndCancel_allGetTheirOwnResults() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try (ProcessPool pool = builder().build()) {
            List<Callable<Void>> users = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int user = i;
                users.add(() -> {
                    for (int round = 0; round < 10; round++) {
                        use(pool, 1000 * user + round);
                    }
                    return null;
                });
            }
            for (Future<Void> user : threads.invokeAll(users)) {
                user.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void use(ProcessPool pool, int number) throws Exception {
        ApplyResult<Integer> cancelled = pool.applyAsync(() -> {
            TimeUnit.MILLISECONDS.sleep(number % 3);
            return number;
        });
        List<Integer> inputs = IntStream.range(number, number + 20).boxed().toList();
        assertThat(pool.map(x -> x * 2, inputs)).isEqualTo(inputs.stream().map(x -> x * 2).toList());
        ApplyResult<Integer> kept = pool.applyAsync(() -> number + 1);
        boolean took = cancelled.cancel(false);
        assertThat(kept.get(Waits.LONG)).isEqualTo(number + 1);
        try {
            assertThat(cancelled.get(Waits.LONG)).isEqualTo(number);
            assertThat(took).isFalse();
        } catch (CancellationException e) {
            assertThat(took).isTrue();
        }
    }

    @Test
    @Tag("B264")
    void workerKilledDuringATaskThatMayBeRepeated_runsItAgain() throws Exception {
        Marks marks = Marks.in(directory);
        try (ProcessPool pool = builder().build()) {
            TaskOptions<Integer> twice = TaskOptions.<Integer>defaults().maxDeliveries(2);
            ApplyResult<Integer> result = pool.applyAsync(() -> {
                marks.leave(ProcessHandle.current().pid());
                if (marks.count() == 1) {
                    TimeUnit.DAYS.sleep(1);
                }
                return marks.count();
            }, twice);
            marks.await(1);
            ProcessHandle.of(Long.parseLong(marks.all().get(0))).orElseThrow().destroyForcibly();
            assertThat(result.get(Waits.LONG)).isEqualTo(2);
            assertThat(marks.all()).doesNotHaveDuplicates().hasSize(2);
        }
    }

    @Test
    @Tag("B264")
    void restartBetweenAndDuringTasks_losesAndDoublesNone() throws Exception {
        Marks marks = Marks.in(directory);
        try (ProcessPool pool = builder().allowRestart(true).build()) {
            List<ApplyResult<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int number = i;
                results.add(pool.applyAsync(() -> {
                    marks.leave(number);
                    TimeUnit.MILLISECONDS.sleep(5);
                    return number;
                }));
                if (i % 30 == 10) {
                    pool.restart();
                }
            }
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get(Waits.LONG)).isEqualTo(i);
            }
            assertThat(marks.all()).hasSize(100).doesNotHaveDuplicates();
        }
    }

    @Test
    @Tag("B265")
    void startsThatTakeTheirTimeAtRandom_disturbNoResult() throws Exception {
        try (ProcessPool pool = builder().processes(3).maxTasksPerChild(5).initializer(() -> {
            TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextInt(100));
            return null;
        }).build()) {
            List<Integer> inputs = IntStream.range(0, 60).boxed().toList();
            assertThat(pool.map(x -> x + 1, inputs, 1)).isEqualTo(inputs.stream().map(x -> x + 1).toList());
        }
    }

    @Test
    @Tag("B267")
    void startedAndStoppedAgainAndAgain_inAnyWayAndAtAnyTime() throws Exception {
        for (int round = 0; round < 6; round++) {
            ProcessPool pool = builder().build();
            ApplyResult<Integer> result = pool.applyAsync(() -> 42);
            if (round % 3 == 0) {
                assertThat(result.get(Waits.LONG)).isEqualTo(42);
            }
            if (round % 2 == 0) {
                Pools.terminate(pool);
                assertThat(result.isDone()).isTrue();
            } else {
                pool.close();
                assertThat(result.get(Waits.LONG)).isEqualTo(42);
            }
        }
    }
}
