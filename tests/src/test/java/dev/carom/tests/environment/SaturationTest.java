package dev.carom.tests.environment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** More work than workers: who gets what, and that nobody else is brought in. */
@Tag("any-jdk")
class SaturationTest {
    @TempDir
    Path directory;

    @Test
    @Tag("B255")
    void fifteenBlockingTasksForEachWorker_bringInNoFurtherProcess() throws Exception {
        try (Gate gate = Gate.shut(directory);
                ProcessPool pool = Pools.ready(ProcessPool.builder().processes(3).classDataArchive(false))) {
            long others = ProcessHandle.current().children().count() - 3;
            Gate.Door door = gate.door();
            List<ApplyResult<Long>> results = new ArrayList<>();
            for (int i = 0; i < 45; i++) {
                results.add(pool.applyAsync(() -> pidBehind(door)));
                assertThat(ProcessHandle.current().children().count() - others).isEqualTo(3);
            }
            Waits.until("three run", () -> results.stream().filter(ApplyResult::accepted).count() == 3);
            assertThat(pool.processHandles()).hasSize(3);

            gate.open();

            Set<Long> pids = new HashSet<>();
            for (ApplyResult<Long> result : results) {
                pids.add(result.get());
            }
            assertThat(pids).isEqualTo(new HashSet<>(Pools.pids(pool)));
        }
    }

    @Test
    @Tag("B256")
    void workers_areUsedAgain() throws Exception {
        try (ProcessPool pool = Pools.ready(ProcessPool.builder().processes(2))) {
            List<Long> pids = Pools.pids(pool);
            Set<Long> used = new HashSet<>();
            for (int i = 0; i < 20; i++) {
                used.add(pool.apply(() -> ProcessHandle.current().pid()));
            }
            assertThat(pids).containsAll(used);
            assertThat(Pools.pids(pool)).isEqualTo(pids);
        }
    }

    @Test
    @Tag("B258")
    @Tag("B259")
    void tinyTasks_neverWaitBehindALongOne() throws Exception {
        try (Gate gate = Gate.shut(directory);
                Gate first = Gate.shut(directory);
                ProcessPool pool = Pools.ready(ProcessPool.builder().processes(2))) {
            Gate.Door door = gate.door();
            Gate.Door firstDoor = first.door();
            pool.map(x -> x, IntStream.range(0, 5_000).boxed().toList(), 1); // tiny tasks are sent ahead from here on
            List<ApplyResult<Long>> both = List.of(
                    pool.applyAsync(() -> pidBehind(firstDoor)), pool.applyAsync(() -> pidBehind(firstDoor)));
            Waits.until("both are busy", () -> both.stream().allMatch(ApplyResult::accepted));
            List<ApplyResult<Integer>> before = tiny(pool, 500);
            ApplyResult<Long> longOne = pool.applyAsync(() -> pidBehind(door));
            List<ApplyResult<Integer>> after = tiny(pool, 500);
            first.open(); // all of them wait, so that the long one has others behind it at its worker

            for (ApplyResult<Integer> result : before) {
                assertThat(result.get(Waits.LONG)).isEqualTo(1);
            }
            for (ApplyResult<Integer> result : after) {
                assertThat(result.get(Waits.LONG)).isEqualTo(1);
            }

            assertThat(longOne.ready()).isFalse();
            gate.open();
            assertThat(longOne.get(Waits.LONG)).isIn(Pools.pids(pool));
        }
    }

    @Test
    @Tag("B260")
    void whatIsCancelledBeforeItWasAccepted_neverRuns() throws Exception {
        Marks marks = Marks.in(directory);
        try (Gate gate = Gate.shut(directory);
                ProcessPool pool = Pools.ready(ProcessPool.builder().processes(1))) {
            Gate.Door door = gate.door();
            ApplyResult<Long> running = pool.applyAsync(() -> pidBehind(door));
            Waits.until("one runs", running::accepted);
            List<ApplyResult<Integer>> waiting = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int number = i;
                waiting.add(pool.applyAsync(() -> mark(marks, number)));
            }
            for (int i = 0; i < 20; i += 2) {
                assertThat(waiting.get(i).cancel(false)).isTrue();
            }

            gate.open();

            for (int i = 1; i < 20; i += 2) {
                assertThat(waiting.get(i).get(Waits.LONG)).isEqualTo(i);
            }
            assertThat(waiting.get(0).isCancelled()).isTrue();
            assertThat(marks.all()).containsExactly("1", "3", "5", "7", "9", "11", "13", "15", "17", "19");
        }
    }

    private static List<ApplyResult<Integer>> tiny(ProcessPool pool, int count) {
        List<ApplyResult<Integer>> results = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            results.add(pool.applyAsync(() -> 1));
        }
        return results;
    }

    private static int mark(Marks marks, int number) {
        marks.leave(number);
        return number;
    }

    private static long pidBehind(Gate.Door door) throws IOException {
        door.pass();
        return ProcessHandle.current().pid();
    }
}
