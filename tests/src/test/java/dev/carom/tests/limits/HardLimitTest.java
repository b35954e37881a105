package dev.carom.tests.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carom.ApplyResult;
import dev.carom.PoolListener;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.Task;
import dev.carom.TaskOptions;
import dev.carom.WorkerExit;
import dev.carom.error.TaskStack;
import dev.carom.error.TimeLimitExceededException;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Mode;
import dev.carom.tests.support.Processes;
import dev.carom.tests.support.Turns;
import dev.carom.tests.support.Waits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A hard limit holds for whatever a task does, and costs nobody else anything. */
@Tag("any-jdk")
class HardLimitTest {
    private static final Duration LIMIT = Duration.ofSeconds(1);
    /** Of tasks whose stack is looked at then: they have begun before that, also on a busy machine. */
    private static final Duration TO_BEGIN = Duration.ofSeconds(3);

    @TempDir
    Path directory;

    /** With a blocked hook a worker waits for 2 s. */
    static Stream<Arguments> unstoppable() {
        return Stream.of(
                Arguments.of("a busy loop", Tasks.busyLoop(), TO_BEGIN, true),
                Arguments.of("a sleep that swallows interrupts", Tasks.sleepThatSwallowsInterrupts(), TO_BEGIN, true),
                Arguments.of("a deadlock", Tasks.deadlock(), TO_BEGIN, true),
                Arguments.of("a native call", Tasks.nativeCall(), TO_BEGIN, true),
                Arguments.of("a blocked shutdown hook", Tasks.blockedShutdownHook(), LIMIT, true),
                Arguments.of("a stopped process", Tasks.stoppedProcess(), LIMIT, false));
    }

    /** A pool whose worker has loaded the classes of these tests: on a busy machine that takes longer than the limit. */
    private static ProcessPool warm(ProcessPool pool) throws InterruptedException {
        pool.apply(Tasks::pid, TaskOptions.<Long>defaults().timeout(Waits.LONG));
        return pool;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unstoppable")
    @Tag("B127")
    @Tag("B141")
    void taskOverItsHardLimit_failsWithFactsAndStack_andTheNextIsServedByAnother(
            String what, Task<Integer, ?> task, Duration limit, boolean hasStack) throws Exception {
        ProcessPoolBuilder builder = ProcessPool.builder().processes(1).timeout(limit);
        if (hasStack) {
            builder.stackWait(Waits.LONG); // it comes, but on a busy machine not as soon as a pool waits by default
        }
        try (ProcessPool pool = warm(builder.build())) {
            ApplyResult<Integer> result = Turns.<Integer>begun(directory, marks -> pool.applyAsync(() -> {
                marks.leave("begun");
                return task.call();
            })).result();
            ApplyResult<Long> next = pool.applyAsync(Tasks::pid, TaskOptions.<Long>defaults().timeout(Waits.LONG));

            TimeLimitExceededException failure = catchThrowableOfType(TimeLimitExceededException.class, result::join);

            long pid = result.workerPid().orElseThrow();
            assertThat(failure.stalled()).isFalse();
            assertThat(failure.limit()).isEqualTo(limit);
            assertThat(failure.elapsed()).isGreaterThanOrEqualTo(limit);
            assertThat(failure.pid()).isEqualTo(pid);
            assertThat(failure).hasMessageContaining("hard limit of " + limit.toMillis() + " ms")
                    .hasMessageContaining("pid " + pid);
            if (hasStack) {
                assertThat(failure.getCause()).isInstanceOf(TaskStack.class).hasMessageContaining("carom-task");
                assertThat(failure.getCause().getStackTrace()).extracting(StackTraceElement::getClassName)
                        .contains(Tasks.class.getName());
            }
            assertThat(next.get()).isNotEqualTo(pid);
            Waits.until("the worker is gone", () -> ProcessHandle.of(pid).isEmpty());
        }
    }

    @Test
    @Tag("B128")
    void taskWhoseShutdownHookBlocksSigterm_isKilledAllTheSame() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(1).timeout(LIMIT).build()) {
            ApplyResult<Integer> result = pool.applyAsync(() -> {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> Tasks.busyLoop().call()));
                new ProcessBuilder("kill", "-TERM", Long.toString(Tasks.pid())).start().waitFor();
                return Tasks.busyLoop().call();
            });
            assertThatThrownBy(result::join).isInstanceOf(TimeLimitExceededException.class);
            Waits.until("it is gone", () -> ProcessHandle.of(result.workerPid().orElseThrow()).isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    @Tag("B140")
    @Tag("B139")
    void processesThatTheTaskStarted_goWithIt_grandchildrenToo(Mode mode) throws Exception {
        Marks marks = Marks.in(directory);
        try (ProcessPool pool = warm(mode.start(ProcessPool.builder().processes(1).timeout(Duration.ofSeconds(2))))) {
            ApplyResult<Integer> result = pool.applyAsync(() -> {
                String script = "sh -c 'echo $$ >> " + marks.file() + "; sleep 3600' & echo $! >> " + marks.file()
                        + "; trap '' TERM; wait";
                new ProcessBuilder("sh", "-c", script).start().waitFor();
                return 0;
            });
            assertThatThrownBy(result::join).isInstanceOf(TimeLimitExceededException.class);
            // There are none if the machine is so busy that the limit passed before the first of them was started.
            for (String pid : marks.all()) {
                Waits.until("process " + pid + " is gone", () -> !Processes.runs(Long.parseLong(pid)));
            }
        }
    }

    @Test
    @Tag("B132")
    void tasksOwnLimit_winsOverThatOfThePool_inBothDirections() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(2).timeout(Duration.ofSeconds(50)).build()) {
            ApplyResult<Integer> shorter =
                    pool.applyAsync(Tasks.sleep(), TaskOptions.<Integer>defaults().timeout(LIMIT));
            assertThatThrownBy(shorter::join).isInstanceOfSatisfying(
                    TimeLimitExceededException.class, e -> assertThat(e.limit()).isEqualTo(LIMIT));
        }
        try (ProcessPool pool = ProcessPool.builder().processes(1).timeout(LIMIT).build()) {
            TaskOptions<Integer> longer = TaskOptions.<Integer>defaults().timeout(Waits.LONG);
            assertThat(pool.applyAsync(() -> {
                Thread.sleep(LIMIT.toMillis() + 200);
                return 7;
            }, longer).get()).isEqualTo(7);
        }
    }

    @Test
    @Tag("B284")
    void limit_countsFromAcceptance_notFromSubmission() throws Exception {
        Duration limit = Duration.ofSeconds(4);
        try (ProcessPool pool = warm(ProcessPool.builder().processes(1).timeout(limit).build())) {
            ApplyResult<Integer> first = pool.applyAsync(() -> {
                Thread.sleep(limit.toMillis() + 200);
                return 1;
            }, TaskOptions.<Integer>defaults().timeout(Waits.LONG));
            ApplyResult<Integer> waitsForLongerThanItsLimit = pool.applyAsync(() -> 2);
            assertThat(first.get()).isEqualTo(1);
            assertThat(waitsForLongerThanItsLimit.get()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    @Tag("B131")
    void limits_areServedWhileManyResultsComeAndGo(Mode mode) throws Exception {
        try (ProcessPool pool = mode.start(ProcessPool.builder().processes(2).timeout(Duration.ofSeconds(50)))) {
            ApplyResult<Integer> stuck = pool.applyAsync(Tasks.busyLoop(), TaskOptions.<Integer>defaults().timeout(LIMIT));
            do {
                assertThat(pool.map(x -> x + 1, List.of(1, 2, 3))).containsExactly(2, 3, 4);
            } while (!stuck.isDone());
            assertThatThrownBy(stuck::join).isInstanceOf(TimeLimitExceededException.class);
        }
    }

    @Test
    @Tag("B293")
    void limit_holdsInAPoolThatIsIdleOtherwise() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(3).build()) {
            ApplyResult<Integer> result = pool.applyAsync(Tasks.sleep(), TaskOptions.<Integer>defaults().timeout(LIMIT));
            assertThatThrownBy(() -> result.get(Waits.LONG)).isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(TimeLimitExceededException.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    @Tag("B282")
    void outcome_isThereWhenTheTimeoutCallbackRuns_andTheWorkerDiesAfterIt(Mode mode) throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        PoolListener listener = new PoolListener() {
            @Override
            public void onTimeoutSet(ApplyResult<?> job, @Nullable Duration soft, @Nullable Duration hard) {
                order.add("set " + soft + " " + hard);
            }

            @Override
            public void onTimeoutCancel(ApplyResult<?> job) {
                order.add("cancel");
            }

            @Override
            public void onJobReady(ApplyResult<?> job) {
                order.add("ready");
            }

            @Override
            public void onProcessDown(long pid, int exitCode, WorkerExit reason) {
                order.add("down " + reason);
            }
        };
        try (ProcessPool pool = mode.start(ProcessPool.builder().processes(1).spares(0).listener(listener))) {
            TaskOptions<Integer> options = TaskOptions.<Integer>defaults()
                    .timeout(LIMIT)
                    .timeoutCallback(soft -> order.add("timeout soft=" + soft))
                    .errorCallback(e -> order.add("error " + e.getClass().getSimpleName()));
            assertThatThrownBy(pool.applyAsync(Tasks.busyLoop(), options)::join)
                    .isInstanceOf(TimeLimitExceededException.class);
            Waits.until("the worker's end is told", () -> order.contains("down HARD_TIMEOUT"));
        }
        assertThat(order).startsWith("set null PT1S", "timeout soft=false", "cancel", "error TimeLimitExceededException",
                "ready", "down HARD_TIMEOUT");
    }

    @Test
    void taskThatEndsInTime_hasItsLimitSetAndCancelledOnce() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        PoolListener listener = new PoolListener() {
            @Override
            public void onTimeoutSet(ApplyResult<?> job, @Nullable Duration soft, @Nullable Duration hard) {
                told.add("set");
            }

            @Override
            public void onTimeoutCancel(ApplyResult<?> job) {
                told.add("cancel");
            }
        };
        try (ProcessPool pool = ProcessPool.builder().processes(1).timeout(Waits.LONG).listener(listener).build()) {
            pool.apply(() -> 1);
            pool.apply(() -> 2);
        }
        assertThat(told).containsExactly("set", "cancel", "set", "cancel");
    }

    @Test
    @Tag("B130")
    @Tag("B136")
    void limitsThatCouldNeverStrike_areRefused() {
        assertThatThrownBy(() -> ProcessPool.builder().softTimeout(Duration.ofSeconds(2)).timeout(Duration.ofSeconds(1))
                .build()).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("softTimeout");
        assertThatThrownBy(() -> TaskOptions.defaults().timeout(Duration.ofSeconds(1)).softTimeout(Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("softTimeout");
        assertThatThrownBy(() -> ProcessPool.builder().stallTimeout(Duration.ofSeconds(2)).timeout(Duration.ofSeconds(1))
                .build()).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("stallTimeout");
        assertThatThrownBy(() -> TaskOptions.defaults().stallTimeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("stallTimeout");
    }

    @Test
    @Tag("B130")
    void limitOfATaskThatTheOtherOneOfThePoolForestalls_isRefused() throws Exception {
        TaskOptions<Integer> options = TaskOptions.defaults();
        try (ProcessPool pool = ProcessPool.builder().processes(1).timeout(Waits.LONG).build()) {
            String longer = Waits.LONG.plusSeconds(1).toString();
            assertThatThrownBy(() -> pool.apply(() -> 1, options.stallTimeout(Waits.LONG.plusSeconds(1))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("stallTimeout (" + longer + ") must be below timeout (" + Waits.LONG + ", the pool's), or it could"
                            + " never strike");
            assertThatThrownBy(() -> pool.apply(() -> 1, options.softTimeout(Waits.LONG.plusSeconds(1))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("softTimeout (" + longer + ") must be below timeout (" + Waits.LONG + ", the pool's)");
        }
        try (ProcessPool pool = ProcessPool.builder().processes(1).stallTimeout(Waits.LONG.plusSeconds(1)).build()) {
            assertThat(pool.apply(() -> 1, options.timeout(Waits.LONG))).isEqualTo(1); // which is shorter than most
        }
    }
}
