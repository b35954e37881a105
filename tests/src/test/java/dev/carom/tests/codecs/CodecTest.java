package dev.carom.tests.codecs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.Args;
import dev.carom.Pool;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.error.ResultDecodingException;
import dev.carom.error.ResultEncodingException;
import dev.carom.error.TaskEncodingException;
import dev.carom.error.WorkerStartException;
import dev.carom.tests.codecs.Pairs.Pair;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Values that only a codec of the user's can take, there and back. */
@ParameterizedClass
@EnumSource(CodecTest.Kind.class)
class CodecTest {
    enum Kind {
        PROCESSES(ProcessPoolBuilder::build),
        HOSTED(builder -> builder.threads(false).build()),
        THREADS(ProcessPoolBuilder::buildThreads);

        final Function<ProcessPoolBuilder, Pool> build;

        Kind(Function<ProcessPoolBuilder, Pool> build) {
            this.build = build;
        }
    }

    private static Pool pool;

    @Parameter
    Kind kind;

    @BeforeParameterizedClassInvocation
    static void open(Kind kind) throws Exception {
        pool = kind.build.apply(ProcessPool.builder().processes(1).codec(new Pairs()));
        assertThat(pool.apply(() -> 1)).isEqualTo(1);
    }

    @AfterParameterizedClassInvocation
    static void close() {
        pool.close();
    }

    private static Pair swap(Pair pair) {
        return new Pair(pair.b(), pair.a());
    }

    @Test
    void argumentsAndResults_areTaken() throws Exception {
        Pair captured = new Pair(1, 2);
        assertThat(pool.apply(() -> swap(captured))).isEqualTo(new Pair(2, 1));
        assertThat(pool.apply(CodecTest::swap, captured)).isEqualTo(new Pair(2, 1));
        List<?> nested = pool.apply(args -> List.of(args.a(), args.b(), 7), Args.of(captured, captured));
        assertThat(nested).isEqualTo(List.of(captured, captured, 7));
    }

    @Test
    void mapsAndIterators_areTaken() throws Exception {
        List<Pair> pairs = IntStream.range(0, 100).mapToObj(i -> new Pair(i, i + 1)).toList();
        List<Pair> swapped = pairs.stream().map(CodecTest::swap).toList();
        assertThat(pool.map(CodecTest::swap, pairs)).isEqualTo(swapped);
        assertThat(pool.imap(CodecTest::swap, pairs).stream()).isEqualTo(swapped);
    }

    @Test
    void whatItThrows_failsTheTask_andTheNextOneRuns() throws Exception {
        String codec = "the codec " + Pairs.class.getName();
        assertThatThrownBy(() -> pool.apply(CodecTest::swap, new Pair(-1, 0)))
                .isInstanceOf(TaskEncodingException.class).hasMessageContaining(codec + " cannot encode a ")
                .hasMessageContaining("no pair begins below zero");
        assertThatThrownBy(() -> pool.apply(CodecTest::swap, new Pair(0, -1)))
                .isInstanceOf(ResultEncodingException.class).hasMessageContaining(codec + " cannot encode a ");
        assertThatThrownBy(() -> pool.apply(CodecTest::swap, new Pair(0, Integer.MIN_VALUE)))
                .hasMessageContaining(codec + " cannot decode 8 bytes").hasMessageContaining("a pair ends in nothing");
        int least = Integer.MIN_VALUE;
        assertThatThrownBy(() -> pool.apply(() -> new Pair(0, least)))
                .isInstanceOf(ResultDecodingException.class).hasMessageContaining(codec + " cannot decode 8 bytes");
        assertThat(pool.apply(CodecTest::swap, new Pair(1, 0))).isEqualTo(new Pair(0, 1));
    }

    @Test
    void allowList_isRefusedUnlessTheCodecKeepsToIt() {
        ProcessPoolBuilder builder =
                ProcessPool.builder().processes(1).codec(new Pairs()).allowedResultClasses("com.acme.*");
        assertThatThrownBy(() -> kind.build.apply(builder)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowedResultClasses").hasMessageContaining(Pairs.class.getName());
    }

    @Test
    void codecThatCannotBeSent_isRefusedByBuild() {
        ProcessPoolBuilder builder = ProcessPool.builder().processes(1).codec(new Pairs.Anchored());
        assertThatThrownBy(() -> kind.build.apply(builder)).isInstanceOf(TaskEncodingException.class)
                .hasMessageContaining("the codec cannot be encoded").hasMessageContaining("java.lang.Object");
    }

    @Test
    void codecThatNoWorkerCanMake_breaksThePool() {
        if (kind == Kind.THREADS) {
            return; // they share the one that is there
        }
        Pool broken = kind.build.apply(ProcessPool.builder().processes(1).codec(new Pairs.Stuck()));
        try {
            assertThatThrownBy(() -> broken.apply(() -> 1)).isInstanceOf(WorkerStartException.class)
                    .hasMessageContaining("its copy of the pool's codec").hasMessageContaining("a library is missing");
        } finally {
            broken.close();
        }
    }
}
