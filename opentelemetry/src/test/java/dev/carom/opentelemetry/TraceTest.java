package dev.carom.opentelemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.Pool;
import dev.carom.PoolExecutor;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.Task;
import dev.carom.TaskOptions;
import dev.carom.worker.TaskContext;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The trace and the baggage that tasks see, in processes and in threads. */
@ParameterizedClass
@EnumSource(TraceTest.Kind.class)
class TraceTest {
    enum Kind {
        PROCESSES(ProcessPoolBuilder::build),
        THREADS(ProcessPoolBuilder::buildThreads);

        private final Function<ProcessPoolBuilder, Pool> start;

        Kind(Function<ProcessPoolBuilder, Pool> start) {
            this.start = start;
        }
    }

    /** What a task finds as the current span, without an SDK of its own. */
    private record Found(String trace, String span, boolean sampled, boolean remote, String state, String baggage)
            implements Serializable {
        private static final long serialVersionUID = 1L;

        static Found now() {
            SpanContext found = Span.current().getSpanContext();
            return new Found(found.getTraceId(), found.getSpanId(), found.isSampled(), found.isRemote(),
                    String.valueOf(found.getTraceState().get("vendor")),
                    String.valueOf(Baggage.current().getEntryValue("user")));
        }
    }

    private static final Task<Found, RuntimeException> LOOK = Found::now;
    private static final Task.Of1<Integer, Found, RuntimeException> LOOK_EACH = x -> Found.now();
    private static final SdkTracerProvider TRACES = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(new Exported()))
            .build();

    private static Pool pool;

    @Parameter
    Kind kind;

    @BeforeParameterizedClassInvocation
    static void open(Kind kind) {
        pool = kind.start.apply(ProcessPool.builder().processes(1));
    }

    @AfterParameterizedClassInvocation
    static void close() {
        pool.close();
    }

    private static Found found(Span span) {
        return new Found(span.getSpanContext().getTraceId(), span.getSpanContext().getSpanId(), true, true, "null", "null");
    }

    private interface Body {
        void run() throws Exception;
    }

    private static void within(Context context, Body body) throws Exception {
        context.wrap(() -> {
            body.run();
            return null;
        }).call();
    }

    private static Span span() {
        return TRACES.get("test").spanBuilder("request").startSpan();
    }

    /** Keeps the last span of this JVM that has ended. */
    private static final class Exported implements SpanExporter {
        private static volatile @Nullable SpanData last;

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            spans.forEach(span -> last = span);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    /** What the SDK of the worker exports of a span that the task makes: its trace, and its parent. */
    private static String child() {
        TRACES.get("worker").spanBuilder("task").startSpan().end();
        SpanData child = Objects.requireNonNull(Exported.last);
        return child.getTraceId() + " " + child.getParentSpanId();
    }

    @Test
    void spanStartedInATask_isAChildOfTheCallersSpan() throws Exception {
        Span request = span();
        within(Context.root().with(request), () -> {
            assertThat(pool.<String, RuntimeException>apply(TraceTest::child))
                    .isEqualTo(request.getSpanContext().getTraceId() + " " + request.getSpanContext().getSpanId());
        });
        assertThat(pool.<String, RuntimeException>apply(TraceTest::child)).endsWith(" 0000000000000000");
    }

    @Test
    void callersSpan_isCurrentInTheTask_howeverItIsSubmitted() throws Exception {
        Span request = span();
        within(Context.root().with(request), () -> {
            assertThat(pool.apply(LOOK)).isEqualTo(found(request));
            assertThat(pool.applyAsync(LOOK).get()).isEqualTo(found(request));
            assertThat(pool.map(LOOK_EACH, List.of(1, 2))).containsExactly(found(request), found(request));
            assertThat(pool.imap(LOOK_EACH, List.of(1)).next()).isEqualTo(found(request));
            try (PoolExecutor executor = pool.executor()) {
                assertThat(executor.submit(LOOK).get()).isEqualTo(found(request));
            }
        });
        assertThat(pool.apply(LOOK).trace()).isEqualTo("00000000000000000000000000000000");
    }

    @Test
    void traceStateBaggageAndFlags_comeWithIt() throws Exception {
        SpanContext unsampled = SpanContext.create("0123456789abcdef0123456789abcdef", "0123456789abcdef",
                TraceFlags.getDefault(), TraceState.builder().put("vendor", "1").build());
        Baggage baggage = Baggage.builder().put("user", "Zoë & co").build();
        within(Context.root().with(Span.wrap(unsampled)).with(baggage), () -> {
            assertThat(pool.apply(LOOK)).isEqualTo(new Found("0123456789abcdef0123456789abcdef", "0123456789abcdef", false,
                    true, "1", "Zoë & co"));
        });
    }

    @Test
    void scopeThatATaskLeavesOpen_isNotSeenByTheNextTask() throws Exception {
        Task<Found, RuntimeException> leaves = () -> {
            Span.wrap(SpanContext.create("0123456789abcdef0123456789abcdef", "0123456789abcdef", TraceFlags.getSampled(),
                    TraceState.getDefault())).makeCurrent();
            return Found.now();
        };
        assertThat(pool.apply(leaves).span()).isEqualTo("0123456789abcdef");
        assertThat(pool.apply(LOOK).span()).isEqualTo("0000000000000000");
        Span request = span();
        within(Context.root().with(request), () -> {
            assertThat(pool.apply(LOOK)).isEqualTo(found(request));
        });
    }

    @Test
    void taskThatIsDeliveredAgain_hasTheSameParent() throws Exception {
        boolean processes = kind == Kind.PROCESSES;
        Span request = span();
        within(Context.root().with(request), () -> {
            assertThat(pool.<Found, RuntimeException>apply(() -> {
                if (processes && TaskContext.current().delivery() == 1) {
                    Runtime.getRuntime().halt(3);
                }
                return Found.now();
            }, TaskOptions.<Found>defaults().maxDeliveries(2))).isEqualTo(found(request));
        });
    }
}
