package dev.carom.tests.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carom.ApplyResult;
import dev.carom.PoolState;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.WorkerOutput;
import dev.carom.error.InitializerException;
import dev.carom.error.PoolException;
import dev.carom.error.TaskEncodingException;
import dev.carom.error.WorkerLostException;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Mode;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What runs in each worker before its first task: when it works, and each way in which it does not. */
@Tag("any-jdk")
class InitializerTest {
    private static final AtomicInteger INITIALIZED = new AtomicInteger();

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Mode.class)
    @Tag("B204")
    void initializer_runsOnceInEachWorker_withItsArgument_beforeTheFirstTask(Mode mode) throws Exception {
        Marks marks = Marks.in(directory);
        try (ProcessPool pool = mode.start(ProcessPool.builder()
                .processes(2)
                .initializer(text -> initialize(marks, text), "hello"))) {
            List<Integer> seen = pool.map(x -> INITIALIZED.get(), IntStream.range(0, 100).boxed().toList(), 1);

            assertThat(seen).containsOnly(1);
            Pools.awaitIdle(pool);
            assertThat(marks.all()).containsExactlyInAnyOrderElementsOf(
                    pool.workers().stream().map(worker -> "hello " + worker.pid()).toList());
        }
    }

    private static int initialize(Marks marks, String text) {
        marks.leave(text + " " + ProcessHandle.current().pid());
        return INITIALIZED.incrementAndGet();
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    @Tag("B206")
    void replacement_isInitializedToo(Mode mode) throws Exception {
        Marks marks = Marks.in(directory);
        try (ProcessPool pool = mode.start(ProcessPool.builder()
                .processes(1)
                .initializer(() -> initialize(marks, "up"))
                .output(WorkerOutput.DISCARD))) {
            assertThatThrownBy(() -> pool.apply(() -> {
                Runtime.getRuntime().halt(1);
                return 0;
            })).isExactlyInstanceOf(WorkerLostException.class);

            assertThat(pool.apply(() -> INITIALIZED.get())).isEqualTo(1);
            assertThat(marks.count()).isEqualTo(2);
        }
    }

    @Test
    @Tag("B207")
    void workerIsSetUpByThePoolToo() throws Exception {
        try (ProcessPool pool = ProcessPool.builder()
                .processes(1)
                .initializer(() -> {
                    Thread.currentThread().setName("renamed");
                    Thread.currentThread().interrupt();
                    System.setProperty("carom.test", "set");
                    return 0;
                })
                .build()) {
            assertThat(pool.apply(() -> Thread.currentThread().getName() + " " + Thread.interrupted() + " "
                    + System.getProperty("carom.test") + " " + System.in.read())).isEqualTo("carom-task false set -1");
        }
    }

    @Test
    @Tag("B205")
    void initializerThatThrows_breaksThePool_withWhatItThrew() {
        Marks marks = Marks.in(directory);
        Broken broken = broken(ProcessPool.builder().processes(2).initializer(() -> {
            marks.leave("tried");
            throw new IllegalStateException("no licence");
        }));

        assertThat(broken.pending)
                .isExactlyInstanceOf(InitializerException.class)
                .hasMessageContaining("the initializer failed in a worker")
                .hasMessageContaining("no licence")
                .hasCauseExactlyInstanceOf(IllegalStateException.class);
        assertThat(broken.refused).hasMessage(broken.pending.getMessage()).isNotSameAs(broken.pending);
        assertThat(marks.count()).as("no storm").isBetween(1, 2);
    }

    @Test
    @Tag("B205")
    void initializerThatExits_breaksThePool_andSaysWhoCalledExit() {
        Broken broken = broken(ProcessPool.builder().processes(1).initializer(() -> {
            System.exit(5);
            return 0;
        }));

        assertThat(broken.pending)
                .isExactlyInstanceOf(InitializerException.class)
                .hasMessageContaining("no worker could be started in")
                .hasMessageContaining("exit code 5")
                .hasMessageContaining("System.exit called by thread 'carom-task'")
                .hasMessageContaining("InitializerTest");
        assertThat(broken.refused).isExactlyInstanceOf(InitializerException.class);
    }

    /** Which it blames if the last of its workers got as far as that, for which a busy machine may need longer. */
    @Test
    @Tag("B205")
    void initializerThatHangs_breaksThePool_andNamesTheTimeout() {
        Marks marks = Marks.in(directory);
        try (ProcessPool pool = ProcessPool.builder()
                .processes(1)
                .output(WorkerOutput.DISCARD)
                .startTimeout(Duration.ofSeconds(2))
                .initializer(() -> {
                    marks.leave(ProcessHandle.current().pid());
                    while (true) {
                        LockSupport.park();
                    }
                })
                .build()) {
            ApplyResult<Integer> pending = pool.applyAsync(() -> 1);
            Throwable failure = catchThrowable(pending::join);

            assertThat(failure)
                    .isInstanceOf(PoolException.class)
                    .hasMessageContaining("it was not ready within startTimeout, 2000 ms, and was killed");
            if (marks.all().stream().anyMatch(pid -> failure.getMessage().contains("(pid " + pid + ")"))) {
                assertThat(failure)
                        .isExactlyInstanceOf(InitializerException.class)
                        .hasMessageContaining("an initializer hangs, or it was stopped (SIGSTOP), or the machine");
            }
        }
    }

    @Test
    @Tag("B205")
    void initializerThatCannotBeDecoded_breaksThePool() {
        Unreadable unreadable = new Unreadable();
        Broken broken = broken(ProcessPool.builder().processes(1).initializer(unreadable::hashCode));

        assertThat(broken.pending)
                .isExactlyInstanceOf(InitializerException.class)
                .hasMessageContaining("cannot be read")
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    @Tag("B205")
    void initializerThatCannotBeEncoded_isRefusedAtOnce() {
        Object unserializable = new Object();

        assertThatThrownBy(() -> ProcessPool.builder().initializer(unserializable::hashCode).build())
                .isExactlyInstanceOf(TaskEncodingException.class)
                .hasMessageContaining("Object");
    }

    private record Broken(InitializerException pending, InitializerException refused) {}

    /** Submits before the pool is broken and after it is; waits until nothing of it is left. */
    private static Broken broken(ProcessPoolBuilder builder) {
        try (ProcessPool pool = builder.output(WorkerOutput.DISCARD).build()) {
            ApplyResult<Integer> pending = null;
            try {
                pending = pool.applyAsync(() -> 1);
            } catch (InitializerException e) {
                // It was broken before that: then there is no task that is pending.
                return new Broken(e, catchThrowableOfType(InitializerException.class, () -> pool.applyAsync(() -> 1)));
            }
            InitializerException failed = catchThrowableOfType(InitializerException.class, pending::join);
            Waits.until("broken", () -> pool.state() == PoolState.BROKEN && pool.workers().isEmpty());
            return new Broken(failed, catchThrowableOfType(InitializerException.class, () -> pool.applyAsync(() -> 1)));
        }
    }

    private static final class Unreadable implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException {
            throw new IOException("cannot be read");
        }
    }
}
