package dev.carom.tests.leaks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.carom.ApplyResult;
import dev.carom.MapResult;
import dev.carom.ProcessPool;
import dev.carom.TaskOptions;
import dev.carom.WorkerOutput;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Neither side holds on to what tasks were given, returned or threw. */
class ReferenceTest {
    private static ProcessPool pool;

    /** In the worker. */
    private static WeakReference<Object> last = new WeakReference<>(null);

    @BeforeAll
    static void open() {
        pool = Pools.ready(ProcessPool.builder().processes(1).output(WorkerOutput.DISCARD).jvmArgs("-Xmx64m"));
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    /** Something large that is found again by its identity. */
    static final class Cargo implements Serializable {
        private static final long serialVersionUID = 1L;
        final byte[] bytes = new byte[100_000];
    }

    @Test
    @Tag("B197")
    void argument_isLetGoOf_whileItsResultIsHeld() throws Exception {
        List<WeakReference<?>> gone = new ArrayList<>();
        List<ApplyResult<Integer>> held = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            held.add(submit(gone));
        }
        for (ApplyResult<Integer> result : held) {
            assertThat(result.get()).isEqualTo(100_000);
        }

        awaitCleared(gone);
        assertThat(held).allMatch(ApplyResult::isDone);
    }

    private static ApplyResult<Integer> submit(List<WeakReference<?>> gone) {
        Cargo cargo = new Cargo();
        gone.add(new WeakReference<>(cargo));
        return pool.applyAsync(() -> cargo.bytes.length);
    }

    @Test
    @Tag("B197")
    void resultAndItsValue_areLetGoOf() throws Exception {
        List<WeakReference<?>> gone = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            ask(gone);
        }
        fail(gone);
        map(gone);
        callBack(gone);

        awaitCleared(gone);
    }

    private static void ask(List<WeakReference<?>> gone) throws Exception {
        ApplyResult<Cargo> result = pool.applyAsync(Cargo::new);
        gone.add(new WeakReference<>(result));
        gone.add(new WeakReference<>(result.get()));
    }

    private static void fail(List<WeakReference<?>> gone) {
        ApplyResult<Integer> result = pool.applyAsync(() -> {
            throw new IllegalStateException("x");
        });
        gone.add(new WeakReference<>(result));
        gone.add(new WeakReference<>(catchThrowable(result::join)));
    }

    private static void map(List<WeakReference<?>> gone) throws Exception {
        List<Cargo> inputs = List.of(new Cargo(), new Cargo(), new Cargo());
        MapResult<Cargo> results = pool.mapAsync(cargo -> cargo, inputs);
        inputs.forEach(cargo -> gone.add(new WeakReference<>(cargo)));
        results.get().forEach(cargo -> gone.add(new WeakReference<>(cargo)));
        gone.add(new WeakReference<>(results));
    }

    private static void callBack(List<WeakReference<?>> gone) throws Exception {
        List<WeakReference<?>> called = new CopyOnWriteArrayList<>();
        ApplyResult<Cargo> result = pool.applyAsync(
                Cargo::new, TaskOptions.<Cargo>defaults().callback(cargo -> called.add(new WeakReference<>(cargo))));
        gone.add(new WeakReference<>(result));
        result.get();
        Waits.until("the callback", () -> !called.isEmpty());
        gone.addAll(called);
    }

    @Test
    @Tag("B197")
    void taskThatIsCancelledBeforeItRuns_isLetGoOf(@TempDir Path directory) throws Exception {
        List<WeakReference<?>> gone = new ArrayList<>();
        ApplyResult<Integer> running;
        try (Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            running = pool.applyAsync(() -> {
                door.pass();
                return 1;
            });
            for (int i = 0; i < 10; i++) {
                ApplyResult<Integer> result = submit(gone);
                assertThat(result.cancel(true)).isTrue();
                gone.add(new WeakReference<>(result));
            }

            awaitCleared(gone);
        }
        assertThat(running.get()).isEqualTo(1);
    }

    @Test
    @Tag("B198")
    void worker_letsGoOfArgumentAndResult_afterTheTask() throws Exception {
        Cargo cargo = new Cargo();
        for (int i = 0; i < 5; i++) {
            pool.apply(() -> note(cargo));

            assertThat(pool.apply(ReferenceTest::isGone)).isTrue();
        }
    }

    private static Cargo note(Cargo cargo) {
        last = new WeakReference<>(cargo);
        return cargo;
    }

    /** Asked by the next task of the same worker. */
    private static boolean isGone() throws InterruptedException {
        for (int i = 0; last.get() != null && i < 100; i++) {
            System.gc();
            Thread.sleep(10);
        }
        return last.get() == null;
    }

    private static void awaitCleared(List<WeakReference<?>> references) {
        assertThat(references).isNotEmpty();
        Waits.until("all collected", () -> {
            System.gc();
            return references.stream().allMatch(reference -> reference.get() == null);
        });
    }
}
