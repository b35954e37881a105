package dev.carom.tests.carriers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.Args;
import dev.carom.Pool;
import dev.carom.PoolExecutor;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.ResultIterator;
import dev.carom.Task;
import dev.carom.error.PayloadTooLargeException;
import dev.carom.error.TaskDecodingException;
import dev.carom.tests.support.LogRecords;
import dev.carom.tests.support.Pools;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a task sees of the context of whoever submitted it, and what becomes of it where a carrier fails. */
@ParameterizedClass
@EnumSource(ContextCarrierTest.Kind.class)
class ContextCarrierTest {
    enum Kind {
        PROCESSES {
            @Override
            Pool start(ProcessPoolBuilder builder, Path providers) {
                return builder.classPath(Baton.classPath(providers)).build();
            }
        },
        THREADS {
            @Override
            Pool start(ProcessPoolBuilder builder, Path providers) {
                return builder.buildThreads();
            }
        };

        abstract Pool start(ProcessPoolBuilder builder, Path providers);
    }

    private static final Task<String, RuntimeException> LOOK = () -> String.valueOf(Baton.held());
    private static final Task.Of1<Integer, String, RuntimeException> LOOK_EACH = x -> x + String.valueOf(Baton.held());

    @TempDir
    static Path directory;

    private static Pool pool;

    @Parameter
    Kind kind;

    @BeforeParameterizedClassInvocation
    static void open(Kind kind) throws IOException {
        Path providers = Baton.providers(directory, Baton.class.getName());
        ProcessPoolBuilder builder = ProcessPool.builder().processes(1).maxPayload(64 << 10);
        pool = Baton.withProviders(providers, () -> kind.start(builder, providers));
        if (pool instanceof ProcessPool processes) {
            Pools.awaitIdle(processes);
        }
    }

    @AfterParameterizedClassInvocation
    static void close() {
        pool.close();
    }

    @AfterEach
    void nextTaskWithoutAContext_hasNone() throws Exception {
        Baton.hold(null);
        assertThat(pool.apply(LOOK)).isEqualTo("null");
    }

    @Test
    void taskSeesTheContextOfItsCaller_howeverItIsSubmitted() throws Exception {
        Baton.hold("one");
        assertThat(pool.apply(LOOK)).isEqualTo("one");
        assertThat(pool.applyAsync(LOOK).get()).isEqualTo("one");
        assertThat(pool.map(LOOK_EACH, List.of(1, 2, 3), 2)).containsExactly("1one", "2one", "3one");
        assertThat(pool.mapAsync(LOOK_EACH, List.of(1)).get()).containsExactly("1one");
        assertThat(pool.starmap((Integer a, Integer b) -> a + b + String.valueOf(Baton.held()), List.of(Args.of(1, 2))))
                .containsExactly("3one");
        assertThat(pool.imapUnordered(LOOK_EACH, List.of(1)).next()).isEqualTo("1one");
        try (PoolExecutor executor = pool.executor()) {
            assertThat(executor.submit(LOOK).get()).isEqualTo("one");
            Baton.hold("two");
            assertThat(executor.invokeAll(List.of(LOOK)).get(0).get()).isEqualTo("two");
        }
    }

    @Test
    void iteration_hasTheContextOfItsCall_notThatOfItsConsumer() {
        Baton.hold("caller");
        ResultIterator<String> results = pool.imap(LOOK_EACH, List.of(1, 2));
        Baton.hold("consumer");
        assertThat(results.next()).isEqualTo("1caller");
        assertThat(results.next()).isEqualTo("2caller");
    }

    @Test
    void taskThatFails_orLeavesSomethingElse_leavesNothingBehind() throws Exception {
        Baton.hold("mine");
        assertThatThrownBy(() -> pool.run(() -> {
            throw new IllegalArgumentException(Baton.held());
        })).isInstanceOf(IllegalArgumentException.class).hasMessage("mine");
        nextTaskWithoutAContext_hasNone();

        Baton.hold("mine");
        pool.run(() -> Baton.hold("of the task"));
        nextTaskWithoutAContext_hasNone();

        Baton.hold("mine");
        assertThatThrownBy(() -> pool.apply(new Looking("refuses")::seen)).isInstanceOf(TaskDecodingException.class);
    }

    /** Looks when it is read, and when it is written in a worker. */
    private static final class Looking implements Serializable {
        private static final long serialVersionUID = 1L;

        private final String what;
        private transient String seen = "nothing";
        private transient boolean inWorker;

        Looking(String what) {
            this.what = what;
        }

        String seen() {
            return seen;
        }

        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            boolean result = in.readBoolean();
            seen = result ? in.readUTF() : String.valueOf(Baton.held());
            inWorker = !result;
            if (what.equals("refuses")) {
                throw new IllegalStateException(seen);
            }
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeBoolean(inWorker);
            if (inWorker) {
                out.writeUTF(String.valueOf(Baton.held()));
            }
        }
    }

    @Test
    void decodingOfTheTask_andEncodingOfTheResult_seeTheContext() throws Exception {
        Looking looking = new Looking("looks");
        Baton.hold("mine");
        assertThat(pool.apply(looking::seen)).isEqualTo("mine");
        assertThat(pool.apply(() -> Objects.requireNonNull(looking)).seen()).isEqualTo("mine");
    }

    /** A baton of that name makes the carrier throw there. */
    @ParameterizedTest
    @ValueSource(strings = {"capture", "restore", "close"})
    void carrierThatThrows_isLoggedOnce_andTheTaskRuns(String where) throws Exception {
        String seen = where.equals("close") ? "close" : "null";
        try (LogRecords log = LogRecords.of("dev.carom")) {
            Baton.hold(where);
            assertThat(pool.apply(LOOK)).isEqualTo(seen);
            assertThat(pool.apply(LOOK)).isEqualTo(seen);
            assertThat(pool.map(LOOK_EACH, List.of(1))).containsExactly("1" + seen);
            Baton.hold("good");
            assertThat(pool.apply(LOOK)).isEqualTo("good"); // what the worker had to say comes before its result
            assertThat(log.texts()).singleElement().asString()
                    .contains(Baton.class.getName(), "could not ", "dropped by " + where);
        }
    }

    @Test
    void contextThatIsTooLarge_isRefusedWithItsTask() {
        Baton.hold("x".repeat(65 << 10));
        assertThatThrownBy(() -> pool.apply(LOOK)).isInstanceOf(PayloadTooLargeException.class);
        assertThatThrownBy(() -> pool.map(LOOK_EACH, List.of(1))).isInstanceOf(PayloadTooLargeException.class);
        assertThatThrownBy(() -> pool.imap(LOOK_EACH, List.of(1)).next()).isInstanceOf(PayloadTooLargeException.class);
    }
}
