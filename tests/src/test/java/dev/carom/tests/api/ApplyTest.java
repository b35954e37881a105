package dev.carom.tests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.Task;
import dev.carom.TaskOptions;
import dev.carom.error.TaskEncodingException;
import dev.carom.tests.support.Gate;
import dev.carom.tests.support.Mode;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import dev.carom.worker.TaskContext;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** One task: what goes in, what comes out, where it runs. */
@ParameterizedClass
@EnumSource(Mode.class)
class ApplyTest {
    @Parameter
    Mode mode;

    private static ProcessPool pool;

    @TempDir
    private Path directory;

    @BeforeParameterizedClassInvocation
    static void open(Mode mode) {
        pool = mode.ready(ProcessPool.builder().processes(2));
    }

    @AfterParameterizedClassInvocation
    static void close() {
        pool.close();
    }

    @Test
    @Tag("B016")
    void task_returnsWhatItsFunctionReturns_withUpToFourArguments() throws Exception {
        int none = pool.apply(() -> 7);
        int one = pool.apply(a -> a * 10, 1);
        int two = pool.apply((a, b) -> a * 10 + b, 1, 2);
        int three = pool.apply((a, b, c) -> (a * 10 + b) * 10 + c, 1, 2, 3);
        String four = pool.apply((a, b, c, d) -> a + b + c + d, "w", 1, 2L, 'z');
        assertThat(List.of(none, one, two, three)).containsExactly(7, 10, 12, 123);
        assertThat(four).isEqualTo("w12z");
    }

    @Test
    @Tag("B016")
    void asyncTask_returnsTheSameAsTheBlockingOne() throws Exception {
        assertThat(pool.applyAsync(() -> 7).get()).isEqualTo(7);
        assertThat(pool.<Integer, Integer>applyAsync(a -> a * 10, 1).get()).isEqualTo(10);
        assertThat(pool.<Integer, Integer, Integer>applyAsync((a, b) -> a * 10 + b, 1, 2).get()).isEqualTo(12);
        assertThat(pool.<Integer, Integer, Integer, Integer>applyAsync((a, b, c) -> a + b + c, 1, 2, 3).join())
                .isEqualTo(6);
        assertThat(pool.<String, Integer, Long, Character, String>applyAsync((a, b, c, d) -> a + b + c + d, "w", 1, 2L, 'z')
                .get(Waits.LONG)).isEqualTo("w12z");
    }

    @Test
    @Tag("B016")
    void capturedValues_areTheKeywordArguments() throws Exception {
        String greeting = "hello";
        List<Integer> numbers = new ArrayList<>(List.of(1, 2, 3));
        String answer = pool.apply(() -> greeting + numbers.stream().mapToInt(n -> n).sum());
        assertThat(answer).isEqualTo("hello6");
    }

    @Test
    void nullAsArgumentAndResult_isJustAValue() throws Exception {
        String result = pool.apply(text -> text, (String) null);
        assertThat(result).isNull();
        assertThat(pool.applyAsync(() -> null).get()).isNull();
    }

    @Test
    void checkedException_isThrownByItsOwnTypeWithoutAWrapper() {
        assertThatThrownBy(() -> pool.apply(() -> {
            throw new NoSuchFileException("/not/there");
        })).isInstanceOf(NoSuchFileException.class).hasMessage("/not/there");
        assertThatThrownBy(() -> pool.applyAsync(() -> {
            throw new NoSuchFileException("/not/there");
        }).get()).isInstanceOf(ExecutionException.class).hasCauseInstanceOf(NoSuchFileException.class);
    }

    @Test
    void taskWithAContext_seesItsCorrelationId() throws Exception {
        String id = pool.apply(() -> TaskContext.current().correlationId().orElse("none"),
                TaskOptions.<String>defaults().correlationId("order-7"));
        assertThat(id).isEqualTo("order-7");
    }

    @Test
    @Tag("B017")
    void submit_returnsWhileTheTaskRuns_andGetWaitsForIt() throws Exception {
        try (Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            ApplyResult<Integer> result = pool.applyAsync(() -> {
                door.pass();
                return 42;
            });
            Waits.until("accepted", result::accepted);
            assertThat(result.isDone()).isFalse();
            gate.open();
            assertThat(result.get()).isEqualTo(42);
        }
    }

    @Test
    @Tag("B018")
    void getThatTimesOut_leavesTheTaskRunningAndItsResultReachable() throws Exception {
        try (Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            ApplyResult<Integer> result = pool.applyAsync(() -> {
                door.pass();
                return 42;
            });
            long start = System.nanoTime();
            assertThatThrownBy(() -> result.get(Duration.ofMillis(50)))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageContaining("50 ms");
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(Duration.ofMillis(50).toNanos());
            assertThat(result.await(Duration.ofMillis(1))).isFalse();
            assertThat(result.isDone()).isFalse();
            gate.open();
            assertThat(result.await(Waits.LONG)).isTrue();
            assertThat(result.get(Duration.ZERO)).isEqualTo(42);
        }
    }

    @Test
    @Tag("B019")
    void manyTasksOnOneWorker_eachGetTheirOwnResult() throws Exception {
        try (ProcessPool one = mode.start(1)) {
            List<ApplyResult<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                results.add(one.applyAsync(x -> x * x, i));
            }
            for (int i = 0; i < 500; i++) {
                assertThat(results.get(i).get()).isEqualTo(i * i);
            }
        }
    }

    @Test
    @Tag("B020")
    void tasksAtTheSameTime_runInDifferentProcesses() throws Exception {
        try (Gate gate = Gate.shut(directory)) {
            Gate.Door door = gate.door();
            List<ApplyResult<Long>> results = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                results.add(pool.applyAsync(() -> {
                    door.pass();
                    return ProcessHandle.current().pid();
                }));
            }
            Waits.until("two accepted", () -> results.stream().filter(ApplyResult::accepted).count() == 2);
            gate.open();
            Set<Long> pids = new HashSet<>();
            for (ApplyResult<Long> result : results) {
                pids.add(result.get());
                assertThat(result.workerPid()).hasValue(result.get());
            }
            assertThat(pids).containsExactlyInAnyOrderElementsOf(Pools.pids(pool));
        }
    }

    @Test
    @Tag("B032")
    void tasksOneAfterTheOther_runInTheSameWarmProcess() throws Exception {
        Set<Long> pids = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            pids.add(pool.<Long, RuntimeException>apply(() -> ProcessHandle.current().pid()));
        }
        assertThat(pids).hasSize(1);
    }

    @Test
    @Tag("B027")
    void taskMayBeALambdaAMethodReferenceOrAnObject() throws Exception {
        String prefix = "pre";
        String bound = pool.apply(prefix::concat, "fix");
        String constructed = pool.apply(String::new, "new");
        String object = pool.apply(new Shout("!"), "hey");
        String nested = pool.apply(() -> {
            Task.Of1<Integer, Integer, RuntimeException> inner = x -> x + 1;
            return "n" + inner.call(1);
        });
        int staticMethod = pool.apply(ApplyTest::doubled, 4);
        assertThat(List.of(bound, constructed, object, nested)).containsExactly("prefix", "new", "hey!", "n2");
        assertThat(staticMethod).isEqualTo(8);
    }

    private static int doubled(int x) throws IOException {
        return 2 * x;
    }

    private record Shout(String mark) implements Task.Of1<String, String, RuntimeException> {
        @Override
        public String call(String word) {
            return word + mark;
        }
    }

    /** Holds something that cannot travel, and a field that can. */
    private static final class Client implements Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // on purpose
        private final Thread connection = new Thread("connection");

        private final int number = 3;

        Task<Integer, RuntimeException> readsField() {
            return () -> number;
        }

        Task<Integer, RuntimeException> readsCopy() {
            int copy = number;
            return () -> copy;
        }
    }

    @Test
    @Tag("B083")
    void taskThatCannotBeEncoded_isRefusedWithThePathToTheCulprit() throws Exception {
        Client client = new Client();
        assertThatThrownBy(() -> pool.applyAsync(client.readsField()))
                .isInstanceOf(TaskEncodingException.class)
                .hasMessageContaining("java.lang.Thread is not Serializable")
                .hasMessageContaining("path: lambda -> this (Client) -> connection (Thread)")
                .hasMessageContaining("local variable");
        int copied = pool.apply(client.readsCopy());
        assertThat(copied).isEqualTo(3);
    }
}
