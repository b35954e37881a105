package dev.carom.tests.failures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.Task;
import dev.carom.WorkerOutput;
import dev.carom.error.PoolClosedException;
import dev.carom.error.RemoteTaskException;
import dev.carom.tests.failures.Throwables.Contrary;
import dev.carom.tests.failures.Throwables.Frozen;
import dev.carom.tests.failures.Throwables.Mute;
import dev.carom.tests.failures.Throwables.OrderException;
import dev.carom.tests.failures.Throwables.Outlandish;
import dev.carom.tests.failures.Throwables.Unsendable;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a task throws comes back, as near to itself as can be. */
class TaskExceptionTest {
    private static ProcessPool pool;

    @BeforeAll
    static void open() {
        pool = Pools.ready(ProcessPool.builder().processes(1).output(WorkerOutput.DISCARD).jvmArgs("-Xmx64m"));
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    @Test
    @Tag("B071")
    void exception_keepsItsTypeItsMessageAndItsData() {
        Throwable thrown = catchThrowable(() -> pool.apply(TaskExceptionTest::order));

        assertThat(thrown).isExactlyInstanceOf(OrderException.class).hasMessage("no such order");
        assertThat(((OrderException) thrown).order()).isEqualTo(4711);
        assertThat(thrown.getCause()).isExactlyInstanceOf(FileNotFoundException.class).hasMessage("orders.db");
    }

    @Test
    @Tag("B071")
    void exceptionOfAnAsynchronousTask_isTheCauseOfAnExecutionException() {
        ApplyResult<Integer> result = pool.applyAsync(TaskExceptionTest::order);

        assertThatThrownBy(result::get)
                .isExactlyInstanceOf(ExecutionException.class)
                .hasCauseExactlyInstanceOf(OrderException.class);
        assertThat(result.successful()).isFalse();
    }

    @Test
    @Tag("B072")
    void stackOfTheWorker_isPrinted() {
        String printed = printed(catchThrowable(() -> pool.apply(TaskExceptionTest::order)));

        assertThat(printed)
                .contains("OrderException: no such order")
                .contains("TaskExceptionTest.order(TaskExceptionTest.java:")
                .contains("Caused by: java.io.FileNotFoundException: orders.db")
                .contains("TaskExceptionTest.readOrders(TaskExceptionTest.java:")
                .contains("dev.carom.internal.child.");
    }

    @Test
    @Tag("B072")
    void stackOfAnExceptionThatCannotBeSent_isPrintedToo() {
        Throwable thrown = catchThrowable(() -> pool.apply(TaskExceptionTest::unsendable));

        assertThat(thrown).isExactlyInstanceOf(RemoteTaskException.class);
        assertThat(((RemoteTaskException) thrown).type()).isEqualTo(Unsendable.class.getName());
        assertThat(((RemoteTaskException) thrown).remoteMessage()).isEqualTo("kept back");
        assertThat(printed(thrown))
                .contains(Unsendable.class.getName() + ": kept back")
                .contains("TaskExceptionTest.unsendable(TaskExceptionTest.java:")
                .contains("java.lang.IllegalStateException: the reason");
    }

    @Test
    @Tag("B073")
    void failureOnThisSide_comesAsItIs_fromHere() {
        IllegalStateException broken = new IllegalStateException("the input is broken");
        Iterable<Integer> inputs = () -> {
            throw broken;
        };

        assertThatThrownBy(() -> pool.map(x -> x, inputs)).isSameAs(broken);
    }

    @Test
    @Tag("B073")
    void refusalOfAClosedPool_hasTheStackOfItsCaller() {
        ProcessPool closed = ProcessPool.of(1);
        closed.close();

        Throwable thrown = catchThrowable(() -> closed.apply(() -> 1));

        assertThat(thrown).isExactlyInstanceOf(PoolClosedException.class).hasNoCause();
        assertThat(printed(thrown)).contains("TaskExceptionTest.java").doesNotContain("internal.child");
    }

    static List<Task<Integer, RuntimeException>> farOut() {
        return List.of(
                () -> Throwables.sneak(() -> new Outlandish("x")),
                () -> Throwables.sneak(() -> new Throwables.ExitRequest(3)),
                () -> Throwables.sneak(() -> new AssertionError("x")),
                () -> Throwables.sneak(() -> new NoClassDefFoundError("x")),
                () -> Throwables.sneak(() -> new OutOfMemoryError("a pretence")),
                () -> Throwables.sneak(() -> new InterruptedException("x")),
                TaskExceptionTest::recurse);
    }

    @ParameterizedTest
    @MethodSource("farOut")
    @Tag("B074")
    void whateverIsThrown_isAFailureOfTheTask(Task<Integer, RuntimeException> task) throws Exception {
        long worker = Pools.pids(pool).get(0);
        Class<?> expected = expectedOf(task);

        assertThatThrownBy(() -> pool.apply(task)).isExactlyInstanceOf(expected);

        assertThat(pool.apply(() -> ProcessHandle.current().pid())).isEqualTo(worker);
    }

    private static Class<?> expectedOf(Task<Integer, RuntimeException> task) {
        return catchThrowable(task::call).getClass();
    }

    @Test
    @Tag("B075")
    void exceptionWhoseMethodsThrow_comesAllTheSame() throws Exception {
        ApplyResult<Object> result = pool.applyAsync(() -> Throwables.sneak(() -> new Contrary("as ever")));

        Throwable thrown = catchThrowable(result::get).getCause();

        assertThat(thrown.getClass()).isIn(Contrary.class, RemoteTaskException.class);
        assertThat(thrown.getMessage()).contains("as ever");
    }

    @Test
    @Tag("B075")
    void exceptionWithoutAMessageThatCanBeRead_saysSo() {
        assertThatThrownBy(() -> pool.apply(() -> Throwables.sneak(Mute::new)))
                .isExactlyInstanceOf(RemoteTaskException.class)
                .hasMessageContaining("Mute")
                .hasMessageContaining("its message cannot be read");
    }

    @Test
    @Tag("B076")
    void exceptionThatCannotBeChanged_travels() {
        Throwable thrown = catchThrowable(() -> pool.apply(() -> {
            throw new Frozen("cold", new double[] {-273.15});
        }));

        assertThat(thrown).isExactlyInstanceOf(Frozen.class).hasMessage("cold");
        assertThat(((Frozen) thrown).first()).isEqualTo(-273.15);
    }

    @Test
    @Tag("B080")
    void remoteException_printsTheSameAfterARoundTrip() throws Exception {
        Throwable thrown = catchThrowable(() -> pool.apply(TaskExceptionTest::unsendable));

        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(thrown);
        }
        Object copy = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

        assertThat(printed((Throwable) copy)).isEqualTo(printed(thrown));
        assertThat(((Throwable) copy).getStackTrace()[0].getMethodName()).isEqualTo("unsendable");
    }

    @Test
    @Tag("B081")
    void failure_doesNotTouchTheNextTaskOfItsWorker() throws Exception {
        long worker = pool.apply(() -> ProcessHandle.current().pid());
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> pool.apply(() -> {
                Thread.currentThread().interrupt();
                Thread.currentThread().setName("a name of the task");
                Thread.currentThread().setPriority(Thread.MIN_PRIORITY);
                throw new IllegalStateException("x");
            })).isExactlyInstanceOf(IllegalStateException.class);

            assertThat(pool.apply(() -> ProcessHandle.current().pid() + " " + Thread.currentThread().getName() + " "
                            + Thread.currentThread().getPriority() + " " + Thread.interrupted()))
                    .isEqualTo(worker + " carom-task " + Thread.NORM_PRIORITY + " false");
        }
    }

    @Test
    @Tag("B082")
    void failures_leaveNothingInTheWorker() throws Exception {
        failDeeply(100);
        long before = pool.apply(TaskExceptionTest::usedMemory);

        failDeeply(500);

        Waits.until("as much memory as before", () -> pool.apply(TaskExceptionTest::usedMemory) < before + (2 << 20));
    }

    private static void failDeeply(int times) {
        List<ApplyResult<Integer>> results =
                IntStream.range(0, times).mapToObj(i -> pool.applyAsync(TaskExceptionTest::deep, 200)).toList();
        results.forEach(result -> assertThatThrownBy(result::join).isExactlyInstanceOf(IllegalStateException.class));
    }

    private static long usedMemory() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static int deep(int levels) {
        if (levels == 0) {
            throw new IllegalStateException("x".repeat(1000));
        }
        return deep(levels - 1) + 1;
    }

    private static int recurse() {
        return recurse() + 1;
    }

    private static int order() throws OrderException {
        try {
            return readOrders();
        } catch (FileNotFoundException e) {
            throw new OrderException(4711, "no such order", e);
        }
    }

    private static int readOrders() throws FileNotFoundException {
        throw new FileNotFoundException("orders.db");
    }

    private static int unsendable() {
        throw new Unsendable("kept back", new IllegalStateException("the reason"));
    }

    private static String printed(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
