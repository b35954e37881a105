package dev.carom.internal.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carom.error.SoftTimeLimitExceededException;
import dev.carom.internal.wire.ExitCode;
import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.FrameWriter;
import dev.carom.internal.wire.TaskHeader;
import dev.carom.internal.wire.Usage;
import dev.carom.worker.TaskContext;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
final class WorkerTest {
    /** Tasks whose results are more than a channel takes. */
    private static final int FILLING = 500;

    @Test
    void task_runs() throws Exception {
        try (TestParent parent = TestParent.ready()) {
            parent.task(1, () -> 6 * 7);
            assertThat(parent.result(1)).isEqualTo(42);
            parent.send(FrameType.EXIT, 0);
            assertThat(parent.exitCode()).isZero();
        }
    }

    /** A busy machine may let a limit pass before the thread that has accepted the task goes on. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void softLimitThatComesBeforeTheTaskBegins_strikesIt_andNoOther(boolean raise) throws Exception {
        TestParent.Options options = new TestParent.Options();
        options.raise = raise;
        try (TestParent parent = TestParent.ready(options)) {
            Duration limit = Duration.ofMillis(20);
            parent.task(1, () -> 1);
            assertThat(parent.result(1)).isEqualTo(1);
            parent.softLimit(1, limit); // too late
            ByteBuffer task = parent.frames(2, () -> {
                new Semaphore(0).acquire();
                return 0;
            }, new TaskHeader(limit.toNanos(), 0, 1, ""));

            parent.write(TestParent.join(List.of(FrameWriter.frame(FrameType.SOFT_LIMIT, 2,
                    TestParent.softLimitBody(limit)), task)));

            assertThat(parent.failure(2))
                    .isExactlyInstanceOf(raise ? SoftTimeLimitExceededException.class : InterruptedException.class);
            parent.task(3, () -> Thread.currentThread().isInterrupted());
            assertThat(parent.result(3)).isEqualTo(false);
        }
    }

    @Test
    void taskAndResultOfLargeArrays_comeWhole_andNoneHoldsWhatAnotherOneHad() throws Exception {
        TestParent.Options options = new TestParent.Options();
        options.maxPayload = 16 << 20;
        try (TestParent parent = TestParent.ready(options)) {
            for (int size : List.of(5 << 20, 64 << 10, (64 << 10) - 1, 256 << 10, (256 << 10) + 4096, 100, 1 << 20)) {
                byte[] first = bytes(size, 1);
                byte[] second = bytes(size, 2);
                parent.task(size, () -> List.of(second, first, second));
                List<?> back = (List<?>) parent.result(size);
                assertThat((byte[]) back.get(0)).isEqualTo(second).isSameAs(back.get(2));
                assertThat((byte[]) back.get(1)).isEqualTo(first);
            }
        }
    }

    @Test
    void channelThatEndsWithinABlock_endsTheWorker() throws Exception {
        try (TestParent parent = TestParent.ready()) {
            byte[] large = bytes(1 << 20, 1);
            ByteBuffer frames = parent.frames(1, () -> large, new TaskHeader(0, 0, 1, ""));
            parent.write(frames.limit(frames.limit() / 2));
            parent.closeChannel();
            assertThat(parent.exitCode()).isEqualTo(ExitCode.PARENT_GONE);
        }
    }

    @Test
    void blocksOfMoreThanIsLetIn_endTheWorker() throws Exception {
        try (TestParent parent = TestParent.ready()) { // whose tasks may have 1 MiB
            byte[] block = new byte[600 << 10];
            parent.send(FrameType.BYTES, 1, block);
            parent.send(FrameType.BYTES, 1, block);
            assertThat(parent.exitCode()).isEqualTo(ExitCode.PROTOCOL);
        }
    }

    @Test
    void bytesThatATaskPrintedOneByOne_areOutBeforeItsResult() throws Exception {
        try (TestParent parent = TestParent.ready()) {
            parent.task(1, () -> {
                System.out.write('o');
                System.err.write('e');
                return 1;
            });
            parent.expect(FrameType.ACCEPT, 1);
            ByteBuffer printed = parent.expect(FrameType.PRINTED, 0).reader();
            assertThat(parent.resultOnly(1)).isEqualTo(1);
            assertThat(parent.stdout()).isEqualTo("o");
            assertThat(parent.stderr()).endsWith("e");
            assertThat(List.of(printed.getLong(), printed.getLong())).containsExactly(1L, 1L);
        }
    }

    /** Of several rounds one at least, as the machine may hold up a task that has begun. */
    @Test
    void waitUntilTheChannelTakesMore_isNoPartOfTheTasksTime() throws Exception {
        try (TestParent parent = TestParent.ready()) {
            KernelThread thread = KernelThread.named("carom-task", parent);
            List<Duration> beyond = new ArrayList<>();
            for (int round = 0; round < 3; round++) {
                beyond.add(longestBeginningBeyondTheWait(parent, thread, round * FILLING));
            }
            assertThat(beyond).anyMatch(Duration::isNegative);
        }
    }

    /** How long a task took to begin once it was accepted, less the time for which its worker had to wait for the parent to read. */
    private static Duration longestBeginningBeyondTheWait(TestParent parent, KernelThread thread, int before) throws Exception {
        Duration limit = Duration.ofHours(1);
        parent.pause();
        for (int attempt = before + 1; attempt <= before + FILLING; attempt++) {
            parent.task(attempt, () -> List.of(TaskContext.current().hardRemaining().orElseThrow(), new byte[8000]),
                    new TaskHeader(0, limit.toNanos(), 1, ""));
        }
        thread.awaitSleep();
        long start = System.nanoTime();
        takeSomeTime();
        Duration wait = Duration.ofNanos(System.nanoTime() - start);
        parent.goOn();
        Duration longest = Duration.ZERO;
        for (int attempt = before + 1; attempt <= before + FILLING; attempt++) {
            Duration left = (Duration) ((List<?>) parent.result(attempt)).get(0);
            longest = left.compareTo(limit.minus(longest)) < 0 ? limit.minus(left) : longest;
        }
        return longest.minus(wait);
    }

    /** Of all rounds one, as it is for the machine when a task that has begun goes on. */
    @Test
    void waitForATinyTask_isNoPartOfItsTime() throws Exception {
        try (TestParent parent = TestParent.ready()) {
            AtomicLong attempts = new AtomicLong();
            await("a tiny task that is kept, and takes less than the wait for it").atMost(TestParent.GENEROUS).until(() -> {
                runTinyTasks(parent, attempts);
                long start = System.nanoTime();
                takeSomeTime();
                long wait = System.nanoTime() - start;
                long attempt = attempts.incrementAndGet();
                parent.task(attempt, () -> 1);
                TestParent.Frame accepted = parent.expect(FrameType.ACCEPT, attempt);
                Usage usage = Usage.decode(parent.expect(FrameType.RESULT, attempt).reader());
                return parent.isLastKept(accepted) && usage.elapsedNanos() < wait;
            });
        }
    }

    /** All at once, so that the worker does not wait between them. */
    private static void runTinyTasks(TestParent parent, AtomicLong attempts) throws Exception {
        long before = attempts.get();
        List<ByteBuffer> tasks = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            tasks.add(parent.frames(attempts.incrementAndGet(), () -> 1, new TaskHeader(0, 0, 1, "")));
        }
        parent.write(TestParent.join(tasks));
        for (long attempt = before + 1; attempt <= attempts.get(); attempt++) {
            assertThat(parent.result(attempt)).isEqualTo(1);
        }
    }

    /** More than a task takes to begin. */
    private static void takeSomeTime() throws Exception {
        for (int i = 0; i < 20; i++) {
            new ProcessBuilder("true").start().waitFor();
        }
    }

    private static byte[] bytes(int size, int seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
