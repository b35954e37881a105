package dev.carom.tests.recycling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.carom.ApplyResult;
import dev.carom.PoolListener;
import dev.carom.PoolState;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.Task;
import dev.carom.WorkerExit;
import dev.carom.WorkerLauncher;
import dev.carom.WorkerOutput;
import dev.carom.error.InitializerException;
import dev.carom.error.LaunchException;
import dev.carom.error.PoolException;
import dev.carom.error.RestartFreqExceededException;
import dev.carom.error.WorkerLostException;
import dev.carom.error.WorkerStartException;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.LogRecords;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Mode;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Processes;
import dev.carom.tests.support.Waits;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How often workers may die, and what becomes of a pool whose workers cannot start. */
@Tag("any-jdk")
class RestartPolicyTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path directory;

    private static ProcessPoolBuilder quiet(int processes) {
        return ProcessPool.builder().processes(processes).output(WorkerOutput.DISCARD);
    }

    private static Task<Integer, RuntimeException> halts() {
        return () -> {
            Runtime.getRuntime().halt(77);
            return 0;
        };
    }

    @Test
    @Tag("B157")
    @Tag("B273")
    @Tag("B298")
    void moreDeathsThanAllowed_breakThePool_thoughEachTaskWasAccepted() throws Exception {
        List<String> states = new CopyOnWriteArrayList<>();
        PoolListener listener = new PoolListener() {
            @Override
            public void onStateChange(PoolState state, String reason) {
                states.add(state + ": " + reason);
            }
        };
        try (ProcessPool pool = quiet(1).maxRestarts(3).maxRestartFrequency(HOUR).listener(listener).build()) {
            List<ApplyResult<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                results.add(pool.applyAsync(halts()));
            }
            for (int i = 0; i < 4; i++) {
                assertThatThrownBy(results.get(i)::join).isInstanceOf(WorkerLostException.class);
            }
            for (int i = 4; i < 8; i++) {
                RestartFreqExceededException failure =
                        catchThrowableOfType(RestartFreqExceededException.class, results.get(i)::join);
                assertThat(failure)
                        .hasMessageContaining("4 workers died within 1 h, and maxRestarts allows 3; ")
                        .hasMessageContaining("exit code 77");
            }
            assertThat(pool.state()).isEqualTo(PoolState.BROKEN);
            assertThat(pool.state().takesWork()).isFalse();
            assertThatThrownBy(() -> pool.applyAsync(() -> 1)).isInstanceOf(RestartFreqExceededException.class);
            assertThatThrownBy(() -> pool.map(x -> x, List.of(1))).isInstanceOf(RestartFreqExceededException.class);
            Waits.until("the break is told", () -> states.stream().anyMatch(s -> s.startsWith("BROKEN: ")));
        }
    }

    @Test
    @Tag("B157")
    void deathsOutsideOfTheWindow_areForgotten() throws Exception {
        try (ProcessPool pool = quiet(1).maxRestarts(1).maxRestartFrequency(Duration.ofMillis(1)).build()) {
            for (int i = 0; i < 4; i++) {
                assertThatThrownBy(() -> pool.apply(halts())).isInstanceOf(WorkerLostException.class);
            }
            assertThat(pool.<Integer, RuntimeException>apply(() -> 1)).isEqualTo(1);
            assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
        }
    }

    @Test
    @Tag("B271")
    void defaultLimit_is100ForEachWorker_andHolds() throws Exception {
        try (ProcessPool pool = quiet(1).maxRestartFrequency(HOUR).build()) {
            int lost = 0;
            for (int i = 0; i < 12; i++) {
                ApplyResult<Integer> result = pool.applyAsync(halts());
                lost += catchThrowableOfType(PoolException.class, result::join) instanceof WorkerLostException ? 1 : 0;
            }
            assertThat(lost).isEqualTo(12);
            assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
        }
    }

    @Test
    void stoppedIdleWorker_isReplaced_andCostsNeitherTheTaskNorThePool() throws Exception {
        Map<Long, WorkerExit> exits = new ConcurrentHashMap<>();
        PoolListener listener = new PoolListener() {
            @Override
            public void onProcessDown(long pid, int exitCode, WorkerExit reason) {
                exits.put(pid, reason);
            }
        };
        Set<Long> stopped = new HashSet<>();
        try (LogRecords log = LogRecords.of("dev.carom");
                ProcessPool pool = quiet(1).maxRestarts(1).maxRestartFrequency(HOUR).listener(listener).build()) {
            for (int i = 0; i < 2; i++) {
                Pools.awaitIdle(pool);
                long pid = Pools.pids(pool).get(0);
                Processes.stop(pid);
                stopped.add(pid);
                assertThat(pool.<Integer, RuntimeException>apply(() -> 1)).isEqualTo(1);
            }
            // A busy machine may make a worker that nobody stopped look the same.
            Waits.until("the end of " + stopped + " is told", () -> exits.keySet().containsAll(stopped));
            assertThat(exits.values()).containsOnly(WorkerExit.UNRESPONSIVE);
            assertThat(log.texts()).anySatisfy(said -> assertThat(said).contains("did not accept a task of", "SIGSTOP"));
            assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
        }
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void deathOfIdleWorkers_isCharged_andReplaced(Mode mode) throws Exception {
        try (ProcessPool pool = mode.start(quiet(2).maxRestarts(2).maxRestartFrequency(HOUR))) {
            for (int i = 0; i < 3; i++) {
                Waits.until("a worker is there", () -> !Pools.pids(pool).isEmpty() || pool.state() == PoolState.BROKEN);
                Pools.awaitIdle(pool);
                long pid = Pools.pids(pool).get(0);
                ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
                Waits.until("it is gone", () -> !Pools.pids(pool).contains(pid));
                assertThat(pool.didStartOk()).isFalse();
                if (i < 2) {
                    assertThat(pool.<Integer, RuntimeException>apply(() -> 1)).isEqualTo(1);
                }
            }
            Waits.until("it is broken", () -> pool.state() == PoolState.BROKEN);
            assertThatThrownBy(() -> pool.apply(() -> 1)).isInstanceOf(RestartFreqExceededException.class)
                    .hasMessageContaining("SIGKILL");
        }
    }

    // ---- starts

    @Test
    @Tag("B159")
    @Tag("B160")
    @Tag("B165")
    void badFlagMissingJavaAndFailingInitializer_areThreeFailures_toldAtOnce() throws Exception {
        try (ProcessPool pool = quiet(1).jvmArgs("-XX:NoSuchFlagAtAll").build()) {
            assertThatThrownBy(pool.applyAsync(() -> 1)::join).isInstanceOf(WorkerStartException.class)
                    .hasMessageContaining("NoSuchFlagAtAll");
            assertThat(pool.state()).isEqualTo(PoolState.BROKEN);
        } catch (WorkerStartException e) {
            assertThat(e).as("refused at submission, as it was faster").hasMessageContaining("NoSuchFlagAtAll");
        }
        assertThatThrownBy(() -> quiet(1).javaHome(directory.resolve("nowhere")).build())
                .isInstanceOf(LaunchException.class).hasMessageContaining("nowhere");
        Marks marks = Marks.in(directory);
        ProcessPoolBuilder failing = quiet(1).initializer(() -> {
            marks.leave("tried");
            throw new IllegalStateException("no licence");
        });
        try (ProcessPool pool = failing.build()) {
            Waits.until("it is broken", () -> pool.state() == PoolState.BROKEN);
            assertThatThrownBy(() -> pool.apply(() -> 1)).isInstanceOf(InitializerException.class)
                    .hasMessageContaining("no licence");
        }
        assertThat(marks.count()).as("it is not tried again").isEqualTo(1);
    }

    @Test
    @Tag("B158")
    @Tag("B272")
    void workersThatDieBeforeTheyAreReady_areTriedAgain_withPauses_andThenGivenUp() throws Exception {
        Marks marks = Marks.in(directory);
        List<PoolState> states = new CopyOnWriteArrayList<>();
        PoolListener listener = new PoolListener() {
            @Override
            public void onStateChange(PoolState state, String reason) {
                states.add(state);
            }
        };
        ProcessPoolBuilder builder = quiet(1).listener(listener).initializer(() -> {
            marks.leave("tried");
            Runtime.getRuntime().halt(66);
            return 0;
        });
        try (ProcessPool pool = builder.build()) {
            ApplyResult<Integer> waits = pool.applyAsync(() -> 1);
            assertThatThrownBy(waits::join).isInstanceOf(InitializerException.class)
                    .hasMessageContaining("no worker could be started").hasMessageContaining("exit code 66");
            assertThat(pool.state()).isEqualTo(PoolState.BROKEN);
        }
        assertThat(marks.count()).isEqualTo(6);
        assertThat(states).startsWith(PoolState.DEGRADED, PoolState.BROKEN);
    }

    @Test
    void workerThatStartsInTheEnd_endsTheDegradedState() throws Exception {
        Marks marks = Marks.in(directory);
        ProcessPoolBuilder builder = quiet(1).initializer(() -> {
            marks.leave("tried");
            if (marks.count() <= 2) {
                Runtime.getRuntime().halt(66);
            }
            return 0;
        });
        try (ProcessPool pool = builder.build()) {
            assertThat(pool.<Integer, RuntimeException>apply(() -> 1)).isEqualTo(1);
            assertThat(pool.state()).isEqualTo(PoolState.RUNNING);
            assertThat(pool.didStartOk()).isFalse();
        }
        assertThat(marks.count()).isEqualTo(3);
    }

    @Test
    @Tag("B164")
    void workerThatIsNotReadyInTime_isKilledAndReplaced_andCounted() throws Exception {
        Marks marks = Marks.in(directory);
        try (Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            ProcessPoolBuilder builder = quiet(1).startTimeout(Duration.ofSeconds(8)).initializer(() -> {
                marks.leave(ProcessHandle.current().pid());
                if (marks.count() == 1) {
                    door.pass();
                }
                return 0;
            });
            try (ProcessPool pool = builder.build()) {
                long served = pool.<Long, RuntimeException>apply(() -> ProcessHandle.current().pid());
                long first = Long.parseLong(marks.all().get(0));
                assertThat(served).isNotEqualTo(first);
                Waits.until("the first is gone", () -> ProcessHandle.of(first).isEmpty());
                assertThat(pool.didStartOk()).isFalse();
            }
        }
    }

    @Test
    @Tag("B161")
    void exitsOfOtherChildren_areNobodysBusiness() throws Exception {
        try (ProcessPool pool = quiet(1).maxRestarts(0).build()) {
            assertThat(new ProcessBuilder("sh", "-c", "exit 3").start().waitFor()).isEqualTo(3);
            assertThat(pool.<Integer, RuntimeException>apply(() -> 1)).isEqualTo(1);
            assertThat(pool.didStartOk()).isTrue();
        }
    }

    @Test
    @Tag("B296")
    void replacementThatCannotBeLaunched_isAClearError() throws Exception {
        Marks marks = Marks.in(directory);
        WorkerLauncher once = launch -> {
            marks.leave("launch");
            return marks.count() == 1 ? launch.java() : List.of(directory.resolve("no such program").toString());
        };
        try (LogRecords log = LogRecords.of("dev.carom")) {
            try (ProcessPool pool = quiet(1).launcher(once).build()) {
                assertThatThrownBy(() -> pool.apply(halts())).isInstanceOf(WorkerLostException.class);
                assertThatThrownBy(pool.applyAsync(() -> 1)::join).isInstanceOf(LaunchException.class)
                        .hasMessageContaining("no such program");
            } catch (LaunchException e) {
                assertThat(e).as("refused at submission, as it was faster").hasMessageContaining("no such program");
            }
            assertThat(log.all()).filteredOn(record -> Arrays.toString(record.getParameters()).contains("no such program"))
                    .as("told once").hasSize(1);
        }
    }
}
