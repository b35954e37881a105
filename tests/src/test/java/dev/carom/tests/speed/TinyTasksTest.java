package dev.carom.tests.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tiny tasks are sent, accepted and reported in batches; nobody may notice but by the time they take. */
@Tag("any-jdk")
class TinyTasksTest {
    private static final int TASKS = 3000;

    @TempDir
    private Path directory;

    @Test
    void longTaskAmongTinyOnes_delaysNoneOfThem() throws Exception {
        try (ProcessPool pool = Pools.ready(ProcessPool.builder().processes(2)); Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            warmUp(pool);
            List<ApplyResult<Integer>> tiny = submit(pool, 500);
            ApplyResult<Integer> longOne = pool.applyAsync(() -> {
                door.pass();
                return 2;
            });
            tiny.addAll(submit(pool, 500));

            for (ApplyResult<Integer> result : tiny) {
                assertThat(result.get(Waits.LONG)).isEqualTo(1);
            }
            assertThat(longOne.isDone()).as("the long task ended before the tiny ones").isFalse();
            gate.open();
            assertThat(longOne.get(Waits.LONG)).isEqualTo(2);
        }
    }

    @Test
    void taskThatKillsItsWorker_takesNoNeighbourAlong() throws Exception {
        Path counts = Files.write(directory.resolve("counts"), new byte[TASKS]);
        try (ProcessPool pool = ProcessPool.builder().processes(2).maxRestarts(1000).build()) {
            warmUp(pool);
            String file = counts.toString();
            List<ApplyResult<Integer>> results = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                int number = i;
                boolean deadly = number % 300 == 150;
                results.add(pool.applyAsync(() -> {
                    count(file, number);
                    if (deadly) {
                        Runtime.getRuntime().halt(3);
                    }
                    return number;
                }));
            }

            for (int i = 0; i < TASKS; i++) {
                ApplyResult<Integer> result = results.get(i);
                if (i % 300 == 150) {
                    assertThatThrownBy(() -> result.get(Waits.LONG)).isInstanceOf(ExecutionException.class)
                            .hasCauseInstanceOf(WorkerLostException.class);
                } else {
                    assertThat(result.get(Waits.LONG)).isEqualTo(i);
                }
            }
        }
        assertThat(Files.readAllBytes(counts)).as("how often each task ran").containsOnly(1);
    }

    private static void warmUp(ProcessPool pool) throws InterruptedException {
        pool.map(n -> n, IntStream.range(0, 2000).boxed().toList(), 1);
    }

    private static List<ApplyResult<Integer>> submit(ProcessPool pool, int count) {
        List<ApplyResult<Integer>> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            results.add(pool.applyAsync(() -> 1));
        }
        return results;
    }

    /** Adds 1 to the byte of this task. */
    private static void count(String file, int number) throws IOException {
        try (RandomAccessFile counts = new RandomAccessFile(file, "rw")) {
            counts.seek(number);
            int before = counts.read();
            counts.seek(number);
            counts.write(before + 1);
        }
    }
}
