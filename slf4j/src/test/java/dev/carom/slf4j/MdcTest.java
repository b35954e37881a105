package dev.carom.slf4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carom.Pool;
import dev.carom.PoolExecutor;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.Task;
import dev.carom.TaskOptions;
import dev.carom.worker.TaskContext;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.MDC;

/** The MDC that tasks see, in processes and in threads. */
@ParameterizedClass
@EnumSource(MdcTest.Kind.class)
class MdcTest {
    enum Kind {
        PROCESSES(ProcessPoolBuilder::build),
        THREADS(ProcessPoolBuilder::buildThreads);

        private final Function<ProcessPoolBuilder, Pool> start;

        Kind(Function<ProcessPoolBuilder, Pool> start) {
            this.start = start;
        }
    }

    private static final Task<Map<String, String>, RuntimeException> LOOK = MdcTest::mdc;
    private static final Task.Of1<Integer, Map<String, String>, RuntimeException> LOOK_EACH = x -> mdc();

    private static Pool pool;

    @Parameter
    Kind kind;

    @BeforeParameterizedClassInvocation
    static void open(Kind kind) {
        pool = kind.start.apply(ProcessPool.builder()
                .processes(1)
                .initializer(() -> {
                    MDC.put("worker", "1");
                    MDC.put("overridden", "by nobody");
                }));
    }

    @AfterParameterizedClassInvocation
    static void close() {
        pool.close();
    }

    private static Map<String, String> mdc() {
        @Nullable Map<String, String> map = MDC.getCopyOfContextMap();
        return map == null ? Map.of() : new TreeMap<>(map);
    }

    private static Map<String, String> seen(String request) {
        return Map.of("worker", "1", "overridden", "by nobody", "request", request);
    }

    @AfterEach
    void nextTask_hasWhatTheInitializerLeft() throws Exception {
        MDC.clear();
        assertThat(pool.apply(LOOK)).isEqualTo(Map.of("worker", "1", "overridden", "by nobody"));
    }

    @Test
    void taskSeesTheMdcOfItsCaller() throws Exception {
        MDC.put("request", "7 — ü");
        MDC.put("unknown", null);
        assertThat(pool.apply(LOOK)).isEqualTo(seen("7 — ü"));
        assertThat(pool.applyAsync(LOOK).get()).isEqualTo(seen("7 — ü"));
        assertThat(pool.map(LOOK_EACH, List.of(1, 2))).containsExactly(seen("7 — ü"), seen("7 — ü"));
        assertThat(pool.imap(LOOK_EACH, List.of(1)).next()).isEqualTo(seen("7 — ü"));
        try (PoolExecutor executor = pool.executor()) {
            MDC.put("request", "8");
            assertThat(executor.submit(LOOK).get()).isEqualTo(seen("8"));
        }
        MDC.put("overridden", "by the caller");
        assertThat(pool.apply(LOOK)).containsEntry("overridden", "by the caller");
    }

    @Test
    void whatATaskPuts_isGoneWithIt_alsoWhereItFails() throws Exception {
        pool.run(() -> MDC.put("request", "of the task"));
        nextTask_hasWhatTheInitializerLeft();
        MDC.put("request", "7");
        assertThatThrownBy(() -> pool.run(() -> {
            MDC.clear();
            throw new IllegalStateException();
        })).isInstanceOf(IllegalStateException.class);
        nextTask_hasWhatTheInitializerLeft();
    }

    @Test
    void taskThatIsDeliveredAgain_seesItToo() throws Exception {
        MDC.put("request", "7");
        boolean processes = kind == Kind.PROCESSES;
        assertThat(pool.<Map<String, String>, RuntimeException>apply(() -> {
            if (processes && TaskContext.current().delivery() == 1) {
                Runtime.getRuntime().halt(3);
            }
            return mdc();
        }, TaskOptions.<Map<String, String>>defaults().maxDeliveries(2))).isEqualTo(seen("7"));
    }

    @Test
    void poolThatIsBuiltByAThreadWithAnotherContextLoader_carriesItToo() throws Exception {
        assumeTrue(kind == Kind.PROCESSES, "threads would decode tasks through that loader");
        Thread me = Thread.currentThread();
        ClassLoader before = me.getContextClassLoader();
        me.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try (ProcessPool other = ProcessPool.of(1)) {
            me.setContextClassLoader(before);
            MDC.put("request", "7");
            assertThat(other.apply(LOOK)).isEqualTo(Map.of("request", "7"));
        } finally {
            me.setContextClassLoader(before);
        }
    }

    @Test
    void mdcOfTheCaller_staysAsItIs() throws Exception {
        MDC.put("request", "7");
        pool.run(() -> MDC.put("request", "of the task"));
        assertThat(MDC.getCopyOfContextMap()).isEqualTo(Map.of("request", "7"));
    }
}
