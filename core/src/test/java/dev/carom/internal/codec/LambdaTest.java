package dev.carom.internal.codec;

import dev.carom.internal.wire.EncodedTask;
import dev.carom.internal.wire.ProtocolException;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.Task;
import dev.carom.error.TaskDecodingException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LambdaTest {
    private interface SerializableSupplier<T> extends Supplier<T>, Serializable {}

    private interface SerializableFunction<A, R> extends Function<A, R>, Serializable {}

    private static final class Counter implements Serializable {
        private static final long serialVersionUID = 1L;
        private int count;

        Counter(int count) {
            this.count = count;
        }

        int next() {
            return ++count;
        }

        Task<Integer, RuntimeException> task(int more) {
            return () -> count + more;
        }

        static int twice(int x) {
            return 2 * x;
        }
    }

    private record Adding(int a, int b) implements Task<Integer, RuntimeException> {
        @Override
        public Integer call() {
            return a + b;
        }
    }

    @Test
    @Tag("B027")
    void lambda_travelsWithWhatItCaptured() {
        int number = 5;
        String text = "x";
        Task<String, RuntimeException> task = () -> text + number;
        TaskEncoder encoder = new TaskEncoder(Wires.LIMIT);
        EncodedTask encoded = encoder.encode(task);
        assertThat(encoded.bytes()).hasSizeLessThan(12);
        assertThat(encoded.templates()).containsExactly(0);
        assertThat(((Task<?, ?>) Wires.toWorker(encoder, encoded))).isNotSameAs(task);
        assertThat(Wires.toWorker(task).call()).isEqualTo("x5");
    }

    @Test
    @Tag("B027")
    void eachKindOfTask_runsOnTheOtherSide() throws Exception {
        Counter counter = new Counter(10);
        Task<Integer, RuntimeException> bound = counter::next;
        Task.Of1<Integer, Integer, RuntimeException> ofStatic = Counter::twice;
        Task.Of1<Counter, Integer, RuntimeException> unbound = Counter::next;
        Task.Of1<Integer, Counter, RuntimeException> constructor = Counter::new;
        assertThat(Wires.toWorker(bound).call()).isEqualTo(11);
        assertThat(counter.count).isEqualTo(10);
        assertThat(Wires.toWorker(counter.task(5)).call()).isEqualTo(15);
        assertThat(Wires.toWorker(ofStatic).call(4)).isEqualTo(8);
        assertThat(Wires.toWorker(unbound).call(new Counter(1))).isEqualTo(2);
        assertThat(Wires.toWorker(constructor).call(7).count).isEqualTo(7);
        assertThat(Wires.toWorker(new Adding(1, 2)).call()).isEqualTo(3);
        Task<Integer, RuntimeException> nested = () -> bound.call() + ofStatic.call(1);
        assertThat(Wires.toWorker(nested).call()).isEqualTo(13);
    }

    @Test
    void lambdaWithoutCaptures_isEncodedOnce() {
        TaskEncoder encoder = new TaskEncoder(Wires.LIMIT);
        Task<Integer, RuntimeException> task = () -> 42;
        EncodedTask first = encoder.encode(task);
        assertThat(encoder.encode(task)).isSameAs(first);
        assertThat(((Task<?, ?>) Wires.toWorker(encoder, first))).satisfies(t -> assertThat(t.call()).isEqualTo(42));
    }

    @Test
    void lambdasOfOneShape_shareATemplate_andKeepTheirOwnValues() {
        TaskEncoder encoder = new TaskEncoder(Wires.LIMIT);
        List<SerializableSupplier<Object>> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int value = i;
            all.add(() -> value);
        }
        EncodedTask encoded = encoder.encode(new ArrayList<Object>(all));
        assertThat(encoded.templates()).hasSize(1);
        List<?> got = (List<?>) Wires.toWorker(encoder, encoded);
        assertThat(got).extracting(each -> (Object) ((Supplier<?>) each).get()).containsExactly(0, 1, 2);
    }

    @Test
    void capturedValueWithoutATag_keepsTheTemplate() {
        TaskEncoder encoder = new TaskEncoder(Wires.LIMIT);
        List<Counter> shared = new ArrayList<>(List.of(new Counter(1)));
        Map<String, Object> other = new TreeMap<>(Map.of("shared", shared));
        SerializableSupplier<Object[]> task = () -> new Object[] {shared, other};
        EncodedTask encoded = encoder.encode(task);
        assertThat(encoded.bytes()[0]).isEqualTo((byte) Tags.LAMBDA_JAVA);
        Object[] got = (Object[]) ((Supplier<?>) Wires.toWorker(encoder, encoded)).get();
        assertThat(((Map<?, ?>) got[1]).get("shared")).isSameAs(got[0]);
    }

    @Test
    void lambdaOfTheJdk_whoseClassIsClosedToUs_travels() {
        Comparator<Map.Entry<String, Integer>> comparator = Map.Entry.comparingByKey();
        assertThat(Wires.toWorker(comparator).compare(Map.entry("a", 1), Map.entry("b", 0))).isNegative();
    }

    @Test
    void lambdaThatCapturesAListThatHoldsIt_travels() {
        List<Object> list = new ArrayList<>();
        SerializableSupplier<List<Object>> task = () -> list;
        list.add("x");
        list.add(list);
        List<Object> got = Wires.toWorker(task).get();
        assertThat(got.get(1)).isSameAs(got);
    }

    @Test
    void lambdaThatIsInWhatItCaptures_travels() {
        List<Object> list = new ArrayList<>();
        SerializableSupplier<List<Object>> task = () -> list;
        list.add(task);
        List<Object> got = Wires.toWorker(task).get();
        assertThat(((SerializableSupplier<?>) got.get(0)).get()).isSameAs(got);
    }

    @Test
    void lambdaAsAResult_travelsWithoutATemplate() {
        int captured = 3;
        SerializableFunction<Integer, Integer> plus = x -> x + captured;
        @SuppressWarnings("unchecked")
        Function<Integer, Integer> got = (Function<Integer, Integer>) Wires.toParent(plus);
        assertThat(got.apply(4)).isEqualTo(7);
    }

    @Test
    void templateThatWasNotDefined_isNamed() {
        Task<Integer, RuntimeException> task = () -> 1;
        EncodedTask encoded = new TaskEncoder(Wires.LIMIT).encode(task);
        assertThatThrownBy(() -> new PayloadDecoder().decode(ByteBuffer.wrap(encoded.bytes())))
                .isInstanceOf(TaskDecodingException.class)
                .hasMessageContaining("template 0 was not defined before it was used");
    }

    @Test
    void standalonePayload_needsNoTemplate() {
        int captured = 9;
        Task<Integer, RuntimeException> task = () -> captured;
        EncodedTask encoded = new TaskEncoder(Wires.LIMIT).encodeStandalone(task);
        assertThat(encoded.templates()).isEmpty();
        Task<?, ?> got = (Task<?, ?>) new PayloadDecoder().decode(ByteBuffer.wrap(encoded.bytes()));
        assertThat(got).satisfies(t -> assertThat(t.call()).isEqualTo(9));
    }

    @Test
    void definition_roundTrips_andATruncatedOneIsRefused() throws ProtocolException {
        int captured = 9;
        Task<Integer, RuntimeException> task = () -> captured;
        TaskEncoder encoder = new TaskEncoder(Wires.LIMIT);
        byte[] definition = encoder.definition(encoder.encode(task).templates()[0]);
        LambdaShape shape = LambdaShape.decode(definition);
        assertThat(shape.captured()).isEqualTo(1);
        assertThat(shape.encode()).isEqualTo(definition);
        for (int i = 0; i < definition.length; i++) {
            byte[] cut = Arrays.copyOf(definition, i);
            assertThatThrownBy(() -> LambdaShape.decode(cut)).isInstanceOf(ProtocolException.class);
        }
    }
}
