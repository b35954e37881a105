package dev.carom.internal.codec;

import dev.carom.internal.wire.ByteWriter;
import dev.carom.internal.wire.EncodedTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.Task;
import dev.carom.error.ResultDecodingException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PackedElementsTest {
    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @RepeatedTest(300)
    void randomRun_isWhatJavaSerializationMakesOfIt() throws Exception {
        Object run = Runs.any(random);
        Object expected = throughJava(run);
        assertThat(Wires.toParent(run)).as("seed %d", seed).isEqualTo(expected).hasSameClassAs(expected);
        assertThat(Wires.toWorker(run)).as("seed %d", seed).isEqualTo(expected).hasSameClassAs(expected);
    }

    @RepeatedTest(100)
    void partOfAnArray_isAChunkOfItsOwn() {
        Object[] all = {1, 2L, null, 4.0, "five", 6, 7, 8, 9};
        int from = random.nextInt(all.length);
        int to = from + random.nextInt(all.length - from + 1);
        TaskEncoder encoder = new TaskEncoder(Wires.LIMIT);
        Task.Of1<Object, Object, Exception> same = x -> x;
        EncodedTask encoded = encoder.encodeChunk(encoder.encodeFunction(same), all, from, to);
        assertThat(((Chunk) Wires.toWorker(encoder, encoded)).inputs()).containsExactly(Arrays.copyOfRange(all, from, to));
    }

    @RepeatedTest(100)
    void chunkThatIsDecodedInPlace_isWhatItIsByItself() throws Exception {
        Object run = Runs.any(random);
        Object[] values = run instanceof Object[] array ? array : ((Collection<?>) run).toArray();
        byte[] encoded = Wires.encoded(chunkOf(Arrays.asList(values)));
        Values into = new Values(values.length + 2);
        ResultDecoder decoder = new ResultDecoder(null, List.of());
        assertThat(decoder.decodeChunk(encoded, 0, List.of(), into, 1, values.length + 1)).isFalse();
        assertThat(decoder.decodeChunk(encoded, 0, List.of(), into, 1, values.length)).as("seed %d", seed).isTrue();
        assertThat(Arrays.copyOfRange(Wires.all(into), 1, values.length + 1)).containsExactly(values);
    }

    @RepeatedTest(20)
    void chunksOfAnyKind_lieAcrossPieces() {
        List<Object> values = new ArrayList<>();
        List<Integer> starts = new ArrayList<>();
        while (values.size() < 2 * Values.PIECE) {
            starts.add(values.size());
            values.addAll(randomChunk());
        }
        Values into = new Values(values.size());
        ResultDecoder decoder = new ResultDecoder(null, List.of());
        for (int i = 0; i < starts.size(); i++) {
            int from = starts.get(i);
            List<Object> chunk = values.subList(from, i + 1 < starts.size() ? starts.get(i + 1) : values.size());
            byte[] encoded = Wires.encoded(chunkOf(chunk));
            assertThat(decoder.decodeChunk(encoded, 0, List.of(), into, from, chunk.size())).as("seed %d", seed).isTrue();
        }
        assertThat(Wires.all(into)).as("seed %d", seed).isEqualTo(values.toArray());
    }

    /** All of a class mostly, and now and then longer than a piece. */
    private List<Object> randomChunk() {
        Class<?>[] types = {Integer.class, Long.class, Double.class, Byte.class, String.class};
        Class<?> type = types[random.nextInt(types.length)];
        int bits = 1 + random.nextInt(64);
        int length = 1 + random.nextInt(random.nextInt(4) == 0 ? 3 * Values.PIECE / 2 : 20_000);
        List<Object> chunk = new ArrayList<>(length);
        for (int i = 0; i < length; i++) {
            long value = random.nextLong() >> 64 - bits;
            chunk.add(type == String.class ? "s" + (value & 7) : Runs.value(type, value));
        }
        if (random.nextInt(5) == 0) {
            chunk.set(random.nextInt(length), null);
        }
        return chunk;
    }

    private static ChunkResult chunkOf(List<Object> values) {
        ChunkResult.Builder results = new ChunkResult.Builder(values.size());
        for (int i = 0; i < values.size(); i++) {
            results.value(i, values.get(i));
        }
        return results.build();
    }

    @Test
    void chunkWithAFailure_isNotDecodedInPlace() {
        ChunkResult.Builder results = new ChunkResult.Builder(2);
        results.value(0, 1);
        results.failure(1, new IllegalStateException());
        Values into = new Values(2);
        ResultDecoder decoder = new ResultDecoder(null, List.of());
        assertThat(decoder.decodeChunk(Wires.encoded(results.build()), 0, List.of(), into, 0, 2)).isFalse();
        assertThat(Wires.all(into)).containsOnlyNulls();
    }

    static Stream<Arguments> sizes() {
        return Stream.of(
                Arguments.of(Integer.class, 6, 1), Arguments.of(Integer.class, 20, 3), Arguments.of(Integer.class, 32, 4),
                Arguments.of(Long.class, 6, 1), Arguments.of(Long.class, 41, 6), Arguments.of(Long.class, 64, 8),
                Arguments.of(Double.class, 64, 8), Arguments.of(Float.class, 32, 4), Arguments.of(Short.class, 16, 2),
                Arguments.of(Character.class, 16, 2), Arguments.of(Byte.class, 8, 1), Arguments.of(Boolean.class, 8, 1));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void runOfOneClass_takesItsValuesAndNoTags(Class<?> type, int bits, int most) {
        List<Object> values = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            values.add(Runs.value(type, random.nextLong() >> 64 - bits));
        }
        assertThat(Wires.encoded(values).length).isLessThanOrEqualTo(1000 * most + 4);
    }

    @Test
    void smallNumbers_areThoseOfTheCache() {
        List<?> got = (List<?>) Wires.toParent(new ArrayList<>(IntStream.range(-128, 128).boxed().toList()));
        assertThat(got).allSatisfy(value -> assertThat(value).isSameAs(Integer.valueOf((Integer) value)));
    }

    @Test
    void runThatIsCutShort_isRefused_whateverItsPacking() {
        ResultDecoder decoder = new ResultDecoder(null, List.of());
        for (int packing = 0; packing < 12; packing++) {
            ByteWriter out = new ByteWriter(64);
            out.u8(Tags.ARRAY_LIST);
            out.varint(12);
            out.u8(packing);
            for (int i = 0; i < 11; i++) {
                out.u8(0x81);
            }
            byte[] bytes = out.toByteArray();
            assertThatThrownBy(() -> decoder.decode(ByteBuffer.wrap(bytes))).isInstanceOf(ResultDecodingException.class);
        }
    }

    @Test
    void elementOfAnotherClassThanTheArrays_isRefused() {
        byte[] longs = Wires.encoded(new Long[] {1L, 2L});
        longs[0] = Tags.BOXED_INTS;
        assertThatThrownBy(() -> new ResultDecoder(null, List.of()).decode(ByteBuffer.wrap(longs)))
                .isInstanceOf(ResultDecodingException.class).hasMessageContaining("does not fit its array");
    }

    private static Object throughJava(Object run) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        JavaStream.write(bytes, run, null);
        return JavaStream.read(bytes.toByteArray(), 0, bytes.size(), PackedElementsTest.class.getClassLoader(), null);
    }
}
