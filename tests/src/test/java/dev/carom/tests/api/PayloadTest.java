package dev.carom.tests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.TaskOptions;
import dev.carom.error.PayloadTooLargeException;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import dev.carom.worker.TaskContext;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large arguments and results, and the limit on both sides. */
class PayloadTest {
    private static final int LIMIT = 64 << 10;

    /** Passes the limit with all that is let through beside it. */
    private static final int TOO_LARGE = LIMIT + 1025;

    private ProcessPool pool;

    private void open(int maxPayload) {
        pool = Pools.ready(ProcessPool.builder().processes(1).maxPayload(maxPayload));
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    @Tag("B021")
    void hundredMegabytes_goThereAndBackIntact() throws Exception {
        open(128 << 20);
        byte[] sent = new byte[100_000_000];
        new Random(7).nextBytes(sent);
        byte[] received = pool.apply(bytes -> bytes, sent);
        assertThat(Arrays.mismatch(sent, received)).isEqualTo(-1);
    }

    @Test
    void largePayloads_areCollected_beforeTheHeapOfTheWorkerGrows() throws Exception {
        open(32 << 20);
        byte[] payload = new byte[16 << 20];
        for (int i = 0; i < 40; i++) {
            pool.apply(bytes -> bytes, payload);
        }
        assertThat(pool.apply(() -> Runtime.getRuntime().totalMemory())).isLessThan(256 << 20);
    }

    @Test
    void whatTasksUsed_isCollected_beforeTheHeapOfTheWorkerGrows() throws Exception {
        open(LIMIT);
        List<ApplyResult<Integer>> results = new ArrayList<>();
        for (int task = 0; task < 100; task++) {
            results.add(pool.applyAsync(() -> IntStream.range(0, 10_000).mapToObj(i -> new byte[1000]).toList().size()));
        }
        for (ApplyResult<Integer> result : results) {
            assertThat(result.get(Waits.LONG)).isEqualTo(10_000);
        }
        assertThat(pool.apply(() -> Runtime.getRuntime().totalMemory())).isLessThan(256 << 20);
    }

    @Test
    void arraysOfAllSizes_comeBackAsTheyWere_toSeveralCallersAtOnce() throws Exception {
        pool = Pools.ready(ProcessPool.builder().processes(2));
        int[] sizes = {(64 << 10) - 1, 64 << 10, (256 << 10) - 16, 100, 260 << 10, (1 << 20) + 1, 5 << 20, 1 << 20};
        ExecutorService callers = Executors.newFixedThreadPool(3);
        try {
            List<Future<?>> calls = new ArrayList<>();
            for (int caller = 0; caller < 3; caller++) {
                Random random = new Random(caller);
                calls.add(callers.submit(() -> {
                    for (int size : sizes) {
                        byte[] sent = new byte[size];
                        random.nextBytes(sent);
                        byte[] back = pool.apply(bytes -> bytes, sent);
                        assertThat(Arrays.mismatch(sent, back)).as("%d bytes", size).isEqualTo(-1);
                    }
                    return null;
                }));
            }
            for (Future<?> call : calls) {
                call.get();
            }
        } finally {
            callers.shutdown();
        }
    }

    /** Equal arrays of each type of primitives, which take so many bytes. */
    private static List<Object> arrays(int bytes) {
        long[] longs = new Random(bytes).longs(bytes / 8).toArray();
        double[] doubles = new double[bytes / 8];
        int[] ints = new int[bytes / 4];
        float[] floats = new float[bytes / 4];
        short[] shorts = new short[bytes / 2];
        char[] chars = new char[bytes / 2];
        boolean[] booleans = new boolean[bytes];
        for (int i = 0; i < bytes; i++) {
            doubles[i / 8] = longs[i / 8];
            ints[i / 4] = (int) longs[i / 8] + i / 4;
            floats[i / 4] = ints[i / 4];
            shorts[i / 2] = (short) ints[i / 4];
            chars[i / 2] = (char) shorts[i / 2];
            booleans[i] = longs[i / 8] >>> i < 0;
        }
        return List.of(longs, doubles, ints, floats, shorts, chars, booleans);
    }

    private static boolean same(Object a, Object b) {
        return Arrays.deepEquals(new Object[] {a}, new Object[] {b});
    }

    @Test
    void arraysOfEachType_goThereAndBackIntact_aloneAndInAMap() throws Exception {
        pool = Pools.ready(ProcessPool.builder().processes(2));
        for (int size : new int[] {8, (64 << 10) - 8, 64 << 10, (1 << 20) + 8}) {
            List<Object> arrays = arrays(size);
            for (Object array : arrays) {
                Object back = pool.apply(value -> value, array);
                assertThat(same(back, array)).as("%s of %d bytes", array.getClass().getSimpleName(), size).isTrue();
            }
            List<Object> all = pool.map(value -> value, arrays, 3);
            assertThat(same(all.toArray(), arrays.toArray())).isTrue();
        }
    }

    @Test
    void numbersOf64MiB_goThereAndBackIntact() throws Exception {
        pool = Pools.ready(ProcessPool.builder().processes(1));
        double[] sent = new Random(7).doubles(8 << 20).toArray();
        double[] received = pool.apply(doubles -> doubles, sent);
        assertThat(Arrays.mismatch(sent, received)).isEqualTo(-1);
    }

    @Test
    @Tag("any-jdk")
    void arrayThatItsCallerChangesAfterSubmitting_isSentAsItWas() throws Exception {
        pool = Pools.ready(ProcessPool.builder().processes(1));
        byte[] array = new byte[3 << 20];
        List<ApplyResult<Boolean>> results = new ArrayList<>();
        for (byte round = 1; round <= 10; round++) {
            byte expected = round;
            Arrays.fill(array, round);
            results.add(pool.applyAsync(() -> IntStream.range(0, array.length).allMatch(i -> array[i] == expected)));
        }
        Arrays.fill(array, (byte) 0);
        for (ApplyResult<Boolean> result : results) {
            assertThat(result.get()).isTrue();
        }
    }

    @Test
    @Tag("B023")
    @Tag("any-jdk")
    void oversizedTask_isRefusedWhereItIsSubmitted_andTheWorkerStaysWarm(@TempDir Path directory) throws Exception {
        open(LIMIT);
        List<Long> before = Pools.pids(pool);
        Marks marks = Marks.in(directory);
        byte[] large = new byte[TOO_LARGE];
        assertThatThrownBy(() -> pool.applyAsync(() -> {
            marks.leave(large.length);
            return null;
        })).isInstanceOfSatisfying(PayloadTooLargeException.class, e -> {
            assertThat(e.isResult()).isFalse();
            assertThat(e.limit()).isEqualTo(LIMIT);
            assertThat(e.size()).isGreaterThan(LIMIT);
            assertThat(e.retryIsSafe()).isTrue();
        }).hasMessageContaining("the task takes").hasMessageContaining("maxPayload");
        assertWorks(before);
        assertThat(marks.count()).isZero();
    }

    @Test
    @Tag("B024")
    @Tag("any-jdk")
    void oversizedResult_failsTheTaskWithItsSize_andTheWorkerStaysWarm() throws Exception {
        open(LIMIT);
        List<Long> before = Pools.pids(pool);
        assertThatThrownBy(() -> pool.apply(() -> new byte[TOO_LARGE]))
                .isInstanceOfSatisfying(PayloadTooLargeException.class, e -> {
                    assertThat(e.isResult()).isTrue();
                    assertThat(e.limit()).isEqualTo(LIMIT);
                    assertThat(e.size()).isGreaterThan(LIMIT);
                    assertThat(e.retryIsSafe()).isFalse();
                })
                .hasMessageContaining("the result takes");
        assertWorks(before);
    }

    @Test
    @Tag("B024")
    @Tag("any-jdk")
    void resultAtTheLimit_passes_andOneByteMoreDoesNot() throws Exception {
        open(LIMIT);
        int overhead = TOO_LARGE - 1 - largestResult();
        assertThat(overhead).isBetween(1, 16);
    }

    @Test
    @Tag("B024")
    void arrayAsLargeAsTheLimit_passesAsArgumentAsCapturedValueAndAsResult() throws Exception {
        int limit = 64 << 20; // the default
        pool = Pools.ready(ProcessPool.builder().processes(1));
        byte[] array = new byte[limit];
        array[limit - 1] = 7;
        byte[] back = pool.apply(bytes -> bytes, array);
        assertThat(Arrays.mismatch(array, back)).isEqualTo(-1);
        int last = pool.apply(() -> array[array.length - 1]);
        assertThat(last).isEqualTo(7);
        String text = pool.apply(n -> "x".repeat(n), limit);
        assertThat(text).hasSize(limit);
    }

    @Test
    @Tag("any-jdk")
    void longestCorrelationId_passesBesideTheLargestTask() throws Exception {
        open(LIMIT);
        String id = "\u6f22".repeat(10_000);
        String text = "x".repeat(LIMIT);
        String seen = pool.apply(() -> TaskContext.current().correlationId().orElseThrow() + text.length(),
                TaskOptions.defaults().correlationId(id));
        assertThat(seen).isEqualTo(id + LIMIT);
    }

    @Test
    @Tag("B024")
    void arrayAsLargeAsTheLimit_passesInARecordToo() throws Exception {
        open(LIMIT);
        record Letter(byte[] content) implements Serializable {}
        byte[] back = pool.apply(Letter::content, new Letter(new byte[LIMIT]));
        Letter letter = pool.apply(Letter::new, new byte[LIMIT]);
        assertThat(back).hasSize(LIMIT);
        assertThat(letter.content()).hasSize(LIMIT);
    }

    /** The length of the largest array that comes back, found by halving. */
    private int largestResult() throws Exception {
        int fits = 0;
        int tooLarge = TOO_LARGE;
        while (tooLarge - fits > 1) {
            int length = (fits + tooLarge) / 2;
            try {
                byte[] result = pool.apply(n -> new byte[n], length);
                assertThat(result).hasSize(length);
                fits = length;
            } catch (PayloadTooLargeException e) {
                tooLarge = length;
            }
        }
        return fits;
    }

    /** Writes for as long as it is let. */
    private static final class Endless implements Serializable {
        private static final long serialVersionUID = 1L;

        private void writeObject(ObjectOutputStream out) throws IOException {
            byte[] part = new byte[1 << 20];
            for (long written = 0; written < 2_200_000_000L; written += part.length) {
                out.write(part);
            }
            throw new IOException("nobody stopped it");
        }
    }

    @Test
    @Tag("B022")
    @Tag("any-jdk")
    void payloadOfMoreThanTwoGibibytes_isGivenUpOnceItPassesTheLimit() throws Exception {
        open(LIMIT);
        List<Long> before = Pools.pids(pool);
        Endless endless = new Endless();
        assertThatThrownBy(() -> pool.apply(() -> endless.hashCode())).isInstanceOf(PayloadTooLargeException.class);
        assertThatThrownBy(() -> pool.apply(Endless::new))
                .isInstanceOfSatisfying(PayloadTooLargeException.class, e -> assertThat(e.isResult()).isTrue());
        assertWorks(before);
    }

    @Test
    @Tag("any-jdk")
    void oversizedElementOfAMap_isRefusedOrFailsItsInput() throws Exception {
        open(LIMIT);
        List<Long> before = Pools.pids(pool);
        assertThatThrownBy(() -> pool.map(bytes -> bytes.length, List.of(new byte[1], new byte[TOO_LARGE]), 1))
                .isInstanceOf(PayloadTooLargeException.class);
        assertThatThrownBy(() -> pool.map(n -> new byte[n], List.of(1, TOO_LARGE, 2), 1))
                .isInstanceOf(PayloadTooLargeException.class);
        assertWorks(before);
    }

    private void assertWorks(List<Long> sameWorkers) throws Exception {
        int sum = pool.apply((a, b) -> a + b, 2, 3);
        assertThat(sum).isEqualTo(5);
        assertThat(Pools.pids(pool)).isEqualTo(sameWorkers);
    }
}
