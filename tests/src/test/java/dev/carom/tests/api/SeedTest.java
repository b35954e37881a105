package dev.carom.tests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.Args;
import dev.carom.MapResult;
import dev.carom.Pool;
import dev.carom.PoolListener;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.ResultIterator;
import dev.carom.Task;
import dev.carom.TaskOptions;
import dev.carom.WorkerLauncher;
import dev.carom.launch.Confinement;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/seed.md: each name that it gives is there, and each row works. */
class SeedTest {
    private static final List<Class<?>> API = List.of(
            ProcessPool.class, Pool.class, ProcessPoolBuilder.class, TaskOptions.class, ApplyResult.class,
            MapResult.class, ResultIterator.class, PoolListener.class, Args.class, WorkerLauncher.class,
            Confinement.class, Future.class, CompletionStage.class, AutoCloseable.class);

    /** A method in code: in the page, all others are words, types, or Python's. */
    private static final Pattern METHOD = Pattern.compile("\\b([a-z]\\w*)\\(");

    @Test
    void everyMethodThatThePageNames_isThere() throws IOException {
        Path page = Path.of("").toAbsolutePath().getParent().resolve("docs/seed.md");
        Set<String> named = new TreeSet<>();
        for (String line : Files.readAllLines(page)) {
            String[] cells = line.split("\\|");
            if (line.startsWith("| `") && cells.length == 3) {
                METHOD.matcher(cells[2]).results().forEach(found -> named.add(found.group(1)));
            }
        }
        Set<String> there = API.stream()
                .flatMap(type -> Arrays.stream(type.getMethods()))
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(named).hasSizeGreaterThan(40);
        named.removeAll(there);
        assertThat(named).isEmpty();
    }

    /** Every parameter of the constructor at once. */
    @Test
    void construction_takesEveryOptionTogether(@TempDir Path directory) throws Exception {
        Marks inits = new Marks(directory.resolve("inits").toString());
        Marks exits = new Marks(directory.resolve("exits").toString());
        List<String> told = new CopyOnWriteArrayList<>();
        Semaphore slots = new Semaphore(3);
        ProcessPoolBuilder builder = ProcessPool.builder()
                .processes(2)
                .initializer(argument -> {
                    inits.leave(argument);
                    return null;
                }, "argument")
                .maxTasksPerChild(50)
                .maxTasksPerChildJitter(5)
                .timeout(Duration.ofSeconds(50))
                .softTimeout(Duration.ofSeconds(40))
                .lostWorkerTimeout(Duration.ofSeconds(10))
                .maxRestarts(100)
                .maxRestartFrequency(Duration.ofSeconds(1))
                .onProcessUp(pid -> told.add("up"))
                .onProcessDown((pid, exitCode) -> told.add("down " + exitCode))
                .listener(new Limits(told))
                .threads(true)
                .slots(slots)
                .putLocks(true)
                .allowRestart(true)
                .synack(true)
                .confirmTimeout(Duration.ofSeconds(30))
                .onProcessExit((pid, exitCode) -> {
                    exits.leave(exitCode);
                    return null;
                })
                .launcher(WorkerLauncher.plain())
                .maxMemoryPerChild(8L << 30)
                .enableTimeouts(true)
                .spares(0);
        try (ProcessPool pool = Pools.ready(builder)) {
            assertThat(pool.map(x -> x * x, List.of(1, 2, 3))).containsExactly(1, 4, 9);
            int one = pool.apply(() -> 1);
            assertThat(one).isEqualTo(1);
            assertThat(inits.all()).containsExactly("argument", "argument");
        }
        assertThat(slots.availablePermits()).isEqualTo(3);
        assertThat(exits.all()).containsExactly("0", "0");
        assertThat(told).contains("up", "down 0", "set PT40S PT50S", "cancelled", "ready");
    }

    private record Limits(List<String> told) implements PoolListener {
        @Override
        public void onTimeoutSet(ApplyResult<?> job, @Nullable Duration softTimeout, @Nullable Duration timeout) {
            told.add("set " + softTimeout + " " + timeout);
        }

        @Override
        public void onTimeoutCancel(ApplyResult<?> job) {
            told.add("cancelled");
        }

        @Override
        public void onJobReady(ApplyResult<?> job) {
            told.add("ready");
        }
    }

    /** Every parameter of {@code apply_async} at once. */
    @Test
    void applyAsync_takesEveryOptionTogether() throws Exception {
        List<Object> told = new CopyOnWriteArrayList<>();
        TaskOptions<Integer> options = TaskOptions.<Integer>defaults()
                .callback(told::add)
                .errorCallback(told::add)
                .acceptCallback(pid -> told.add("accepted by " + pid))
                .timeoutCallback(soft -> told.add("over"))
                .waitForSlot(true)
                .softTimeout(Duration.ofSeconds(40))
                .timeout(Duration.ofSeconds(50))
                .lostWorkerTimeout(Duration.ofSeconds(5))
                .callbacksPropagate(IllegalStateException.class)
                .correlationId("order-7");
        try (ProcessPool pool = ProcessPool.of(1)) {
            ApplyResult<Integer> result = pool.applyAsync(() -> 42, options);
            assertThat(result.get()).isEqualTo(42);
            assertThat(result.correlationId()).isEqualTo("order-7");
            Waits.until("two callbacks", () -> told.size() == 2);
            assertThat(told).containsExactly("accepted by " + result.workerPid().getAsLong(), 42);
        }
    }

    @Test
    void running_worksInAllItsForms() throws Exception {
        Task.Of1<Integer, Integer, RuntimeException> square = x -> x * x;
        Task.Of2<Integer, Integer, Integer, RuntimeException> times = (a, b) -> a * b;
        List<Integer> inputs = List.of(1, 2, 3);
        List<Args.Two<Integer, Integer>> pairs = List.of(Args.of(2, 3), Args.of(4, 5));
        try (Pool pool = ProcessPool.of(2)) {
            assertThat(pool.apply(square, 4)).isEqualTo(16);
            assertThat(pool.applyAsync(square, 4).get()).isEqualTo(16);
            assertThat(pool.map(square, inputs)).containsExactly(1, 4, 9);
            assertThat(pool.map(square, inputs, 2)).containsExactly(1, 4, 9);
            assertThat(pool.mapAsync(square, inputs).get()).containsExactly(1, 4, 9);
            assertThat(pool.starmap(times, pairs)).containsExactly(6, 20);
            assertThat(pool.starmapAsync(times, pairs).get()).containsExactly(6, 20);
            assertThat(pool.imap(square, inputs).stream()).containsExactly(1, 4, 9);
            assertThat(pool.imapUnordered(square, inputs).stream()).containsExactlyInAnyOrder(1, 4, 9);
        }
    }

    @Test
    void pool_isManagedInAllWays() throws Exception {
        try (ProcessPool pool = Pools.ready(ProcessPool.builder().processes(2).allowRestart(true))) {
            assertThat(pool.didStartOk()).isTrue();
            pool.grow(1);
            assertThat(pool.processes()).isEqualTo(3);
            Pools.awaitIdle(pool);
            pool.shrink(2);
            assertThat(pool.processes()).isEqualTo(1);
            Waits.until("one worker", () -> pool.processSentinels().size() == 1);
            long pid = Pools.pids(pool).get(0);
            pool.restart();
            Waits.until("another worker", () -> !Pools.pids(pool).contains(pid));
            pool.maintainPool();
            long next = pool.apply(() -> ProcessHandle.current().pid());
            var gone = pool.processSentinels();
            pool.terminateJob(next);
            gone.get(0).get(60, java.util.concurrent.TimeUnit.SECONDS);
            int answer = pool.apply(() -> 42);
            assertThat(answer).isEqualTo(42);
            assertThatThrownBy(() -> pool.join(Duration.ofSeconds(1))).isInstanceOf(IllegalStateException.class);
            pool.shutdown();
            pool.join(Waits.LONG);
            pool.join();
        }
    }

    @Test
    void slots_boundWhatIsUnderWay_alsoForASingleTaskOfAPoolWithoutPutLocks(@TempDir Path directory) throws Exception {
        try (var gate = dev.carom.tests.support.Gate.shut(directory);
                ProcessPool pool = ProcessPool.of(1)) {
            var door = gate.door();
            TaskOptions<Object> waiting = TaskOptions.defaults().waitForSlot(true);
            ApplyResult<Integer> first = pool.applyAsync(() -> {
                door.pass();
                return 1;
            }, waiting);
            Thread submitter = new Thread(() -> pool.applyAsync(() -> 2, waiting));
            submitter.start();
            Waits.until("it waits for the slot", () -> submitter.getState() == Thread.State.TIMED_WAITING);
            assertThat(first.isDone()).isFalse();
            gate.open();
            submitter.join(60_000);
            assertThat(submitter.isAlive()).isFalse();
            assertThat(first.get()).isEqualTo(1);
        }
    }

    @Test
    void getThatTimesOut_throwsTheTimeoutOfJava() throws Exception {
        try (ProcessPool pool = ProcessPool.of(1)) {
            ApplyResult<Integer> result = pool.applyAsync(() -> {
                Thread.sleep(Long.MAX_VALUE);
                return 1;
            });
            assertThatThrownBy(() -> result.get(Duration.ofMillis(1))).isInstanceOf(TimeoutException.class);
            result.terminate(9);
            assertThat(result.await(Waits.LONG)).isTrue();
            assertThat(result.successful()).isFalse();
            assertThat(Stream.of(result.ready(), result.isDone())).containsOnly(true);
        }
    }
}
