package dev.carom.tests.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.ResultIterator;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pool that is not closed and to which nothing refers any more. */
class ForgottenPoolTest {
    private static final Logger LOGGER = Logger.getLogger("dev.carom");

    @TempDir
    Path directory;

    private final List<String> logged = new CopyOnWriteArrayList<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(entry.getLevel() + " " + entry.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOGGER.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        LOGGER.removeHandler(handler);
    }

    @Test
    @Tag("B190")
    void forgottenPool_finishesItsTasks_ends_andWarns() throws Exception {
        Forgotten forgotten;
        try (Gate gate = Gate.shut(directory)) {
            forgotten = forget(gate.door());
            awaitWarning();
            assertThat(forgotten.result.isDone()).isFalse();
        }

        assertThat(forgotten.result.get()).isEqualTo(7);
        Waits.until("no workers", () -> forgotten.workers.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(logged).anySatisfy(line -> assertThat(line)
                .startsWith("WARNING pool=")
                .contains("nothing refers to it any more")
                .contains("try with resources"));
    }

    private void awaitWarning() {
        Waits.until("the warning", () -> {
            System.gc();
            return logged.stream().anyMatch(line -> line.contains("was never closed"));
        });
    }

    @Test
    @Tag("B113")
    void crashInAForgottenPool_costsOneTask_andNoWorkerIsLeft() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other"));
        try (Gate crash = Gate.shut(directory); Gate rest = Gate.shut(other)) {
            List<ApplyResult<Integer>> results = new ArrayList<>();
            List<ProcessHandle> workers = forget(crash.door(), rest.door(), results);
            awaitWarning();

            crash.open();

            assertThatThrownBy(() -> results.get(0).get(Waits.LONG)).hasCauseInstanceOf(WorkerLostException.class);
            assertThat(results.get(1).isDone()).isFalse();
            rest.open();
            assertThat(results.get(1).get(Waits.LONG)).isEqualTo(7);
            Waits.until("no workers", () -> workers.stream().noneMatch(ProcessHandle::isAlive));
        }
    }

    private static List<ProcessHandle> forget(Gate.Door crash, Gate.Door rest, List<ApplyResult<Integer>> results) {
        ProcessPool pool = Pools.ready(ProcessPool.builder().processes(2));
        results.add(pool.applyAsync(() -> {
            crash.pass();
            Runtime.getRuntime().halt(3);
            return 0;
        }));
        results.add(pool.applyAsync(() -> {
            rest.pass();
            return 7;
        }));
        Waits.until("both run", () -> results.stream().allMatch(ApplyResult::accepted));
        return pool.processHandles();
    }

    private record Forgotten(ApplyResult<Integer> result, List<ProcessHandle> workers) {}

    private static Forgotten forget(Gate.Door door) {
        ProcessPool pool = Pools.ready(ProcessPool.builder().processes(1));
        ApplyResult<Integer> result = pool.applyAsync(() -> {
            door.pass();
            return 7;
        });
        return new Forgotten(result, pool.processHandles());
    }

    @Test
    @Tag("B190")
    void poolThatOnlyItsIterationNeeds_isNotForgotten() {
        ResultIterator<Integer> results = iterate();
        for (int i = 0; i < 100; i++) {
            if (i % 10 == 0) {
                System.gc();
            }
            assertThat(results.next()).isEqualTo(i);
        }
        assertThat(logged).noneMatch(line -> line.contains("was never closed"));
        results.close();
        awaitWarning();
    }

    private static ResultIterator<Integer> iterate() {
        return ProcessPool.of(1).imap(x -> x, () -> IntStream.iterate(0, i -> i + 1).iterator());
    }
}
