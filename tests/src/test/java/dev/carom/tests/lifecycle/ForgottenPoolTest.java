package dev.carom.tests.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.ResultIterator;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import java.nio.file.Path;
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
            Waits.until("the warning", () -> {
                System.gc();
                return logged.stream().anyMatch(line -> line.contains("was never closed"));
            });
            assertThat(forgotten.result.isDone()).isFalse();
        }

        assertThat(forgotten.result.get()).isEqualTo(7);
        Waits.until("no workers", () -> forgotten.workers.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(logged).anySatisfy(line -> assertThat(line)
                .startsWith("WARNING pool=")
                .contains("nothing refers to it any more")
                .contains("try with resources"));
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
        assertThat(logged).isEmpty();
        results.close();
        Waits.until("the pool ends", () -> {
            System.gc();
            return logged.stream().anyMatch(line -> line.contains("was never closed"));
        });
    }

    private static ResultIterator<Integer> iterate() {
        return ProcessPool.of(1).imap(x -> x, () -> IntStream.iterate(0, i -> i + 1).iterator());
    }
}
