package dev.carom.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.Task;
import dev.carom.error.PayloadTooLargeException;
import dev.carom.error.ResultDecodingException;
import dev.carom.internal.wire.Blocks;
import dev.carom.internal.wire.EncodedTask;
import dev.carom.internal.wire.ProtocolException;
import dev.carom.internal.wire.ProtocolException.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large arrays of primitives, which travel in frames of their own: see {@link PrimitiveArraysTest} for those of all types. */
final class BlocksTest {
    private static final int LARGE = 64 << 10;

    private final TaskEncoder encoder = new TaskEncoder(Wires.LIMIT).withBlocks();
    private final ResultEncoder results = new ResultEncoder(Wires.LIMIT).withBlocks();
    private final ResultDecoder decoder = new ResultDecoder(null, List.of());

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    /** What comes of those at the other end. */
    private static List<Object> arrays(EncodedTask encoded) {
        return Wires.sent(encoded.blocks());
    }

    private static Object decode(EncodedTask encoded, List<Object> blocks) {
        return new PayloadDecoder().decode(ByteBuffer.wrap(encoded.bytes()), blocks);
    }

    private ResultEncoder.Encoded result(Object value) {
        return (ResultEncoder.Encoded) results.encode(value);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, LARGE - 1, LARGE, LARGE + 1, 700_000})
    void array_isABlockFromThatSizeOn_andComesBackAsItWas(int size) {
        byte[] array = bytes(size);
        EncodedTask task = encoder.encode(array);
        assertThat(task.blocks()).hasSize(size >= LARGE ? 1 : 0);
        assertThat(task.size()).isBetween(size + 1, size + 8);
        assertThat((byte[]) decode(task, arrays(task))).isEqualTo(array);
        ResultEncoder.Encoded result = result(array);
        assertThat(result.blocks()).hasSize(size >= LARGE ? 1 : 0);
        assertThat((byte[]) decoder.decode(Wires.join(result), 0, result.blocks())).isEqualTo(array);
    }

    @Test
    void blocksOfOneValue_keepTheirOrderAndTheirIdentity() {
        byte[] first = bytes(LARGE);
        byte[] second = bytes(LARGE + 1);
        EncodedTask task = encoder.encode(new ArrayList<>(List.of(first, "between", second, first)));
        assertThat(task.blocks()).hasSize(2);
        List<Object> sent = arrays(task);
        List<?> back = (List<?>) decode(task, sent);
        assertThat(back.get(0)).isEqualTo(first).isSameAs(sent.get(0)).isSameAs(back.get(3));
        assertThat(back.get(2)).isEqualTo(second).isSameAs(sent.get(1));
    }

    @Test
    void valueThatNeedsJavaSerialization_hasNoBlocks_andLeavesNoneToTheNextOne() {
        byte[] large = bytes(LARGE);
        List<Object> mixed = new ArrayList<>(List.of(large, new StringBuilder("no tag")));
        EncodedTask task = encoder.encode(mixed);
        assertThat(task.blocks()).isEmpty();
        assertThat(((List<?>) decode(task, List.of())).get(0)).isEqualTo(large);
        assertThat(encoder.encode("small").blocks()).isEmpty();
        assertThat(result(mixed).blocks()).isEmpty();
        assertThat(result(large).blocks()).hasSize(1);
        assertThat(result("small").blocks()).isEmpty();
    }

    @Test
    void chunkOfLargeInputs_andOfLargeResults() {
        byte[] captured = bytes(LARGE + 7);
        byte[][] inputs = {bytes(LARGE), bytes(10), bytes(LARGE + 1)};
        EncodedFunction function = encoder.encodeFunction((Task.Of1<byte[], Integer, Exception>)
                bytes -> bytes.length + captured.length);
        EncodedTask encoded = encoder.encodeChunk(function, inputs, 0, inputs.length);
        assertThat(encoded.blocks()).hasSize(2);
        PayloadDecoder worker = new PayloadDecoder();
        for (int template : encoded.templates()) {
            define(worker, template);
        }
        Chunk chunk = (Chunk) worker.decode(ByteBuffer.wrap(encoded.bytes()), arrays(encoded));
        assertThat(Arrays.deepEquals(chunk.inputs(), inputs)).isTrue();

        ChunkResult.Builder builder = new ChunkResult.Builder(inputs.length);
        for (int i = 0; i < inputs.length; i++) {
            builder.value(i, inputs[i]);
        }
        ResultEncoder.Encoded result = result(builder.build());
        assertThat(result.blocks()).hasSize(2);
        Values into = new Values(inputs.length);
        assertThat(decoder.decodeChunk(Wires.join(result), 0, result.blocks(), into, 0, inputs.length)).isTrue();
        assertThat(Arrays.deepEquals(Wires.all(into), inputs)).isTrue();
    }

    private void define(PayloadDecoder worker, int template) {
        try {
            worker.define(template, encoder.definition(template));
        } catch (ProtocolException broken) {
            throw new AssertionError(broken);
        }
    }

    @Test
    void limit_countsBlocks() {
        int half = (int) Wires.LIMIT / 2;
        assertThat(encoder.encode(List.of(new byte[half], new byte[half])).size()).isGreaterThanOrEqualTo(2 * half);
        assertThatThrownBy(() -> encoder.encode(List.of(new byte[half], new byte[half], new byte[LARGE])))
                .isInstanceOfSatisfying(PayloadTooLargeException.class,
                        e -> assertThat(e.size()).isGreaterThan(2 * half + LARGE));
        assertThatThrownBy(() -> encoder.encode(List.of(new byte[half], new byte[half], "x".repeat(LARGE))))
                .isInstanceOf(PayloadTooLargeException.class);
        assertThat(results.encode(List.of(new byte[half], new byte[half], new byte[LARGE])))
                .isInstanceOf(ResultEncoder.TooLarge.class);
    }

    @Test
    void blockThatIsMissing_orThatNobodyAskedFor_failsTheResult() {
        ResultEncoder.Encoded result = result(bytes(LARGE));
        byte[] payload = Wires.join(result);
        assertThatThrownBy(() -> decoder.decode(payload, 0, List.of())).isInstanceOf(ResultDecodingException.class)
                .hasMessageContaining("a block that did not come");
        assertThatThrownBy(() -> decoder.decode(payload, 0, List.of(new byte[1], new byte[1])))
                .isInstanceOf(ResultDecodingException.class).hasMessageContaining("no value refers to");
        assertThatThrownBy(() -> decoder.decode(Wires.encoded(7), 0, List.of(new byte[1])))
                .isInstanceOf(ResultDecodingException.class);
    }

    @Test
    void encoder_holdsNothingOfWhatItReleased() {
        result(bytes(LARGE));
        results.release();
        assertThat(result(1).blocks()).isEmpty();
    }

    @Test
    void taskThatIsNotLent_isNotChangedByItsCaller_oneThatIs_onlyUntilItIsLetGo() {
        byte[] array = bytes(LARGE);
        byte[] before = array.clone();
        EncodedTask copied = encoder.encode(array);
        EncodedTask lent = encoder.encodeLent(array);
        array[7]++;
        assertThat(arrays(copied).get(0)).isEqualTo(before);
        assertThat(arrays(lent).get(0)).isEqualTo(array);
        array[7]--;
        lent.letGo();
        array[7]++;
        assertThat(arrays(lent).get(0)).isEqualTo(before);
    }

    @Test
    void blocksThatCome_areTakenByTheirPayload() throws Exception {
        Blocks blocks = new Blocks(3 * LARGE);
        assertThat(blocks.take(1)).isEmpty();
        byte[] first = new byte[LARGE];
        short[] second = new short[LARGE / 2];
        blocks.add(1, first);
        blocks.add(1, second);
        List<Object> taken = blocks.take(1);
        assertThat(taken).hasSize(2);
        assertThat(taken.get(0)).isSameAs(first);
        assertThat(taken.get(1)).isSameAs(second);
        assertThat(Blocks.size(taken)).isEqualTo(2 * LARGE);
        assertThat(blocks.take(1)).isEmpty();
        blocks.add(2, new byte[3 * LARGE]);
        assertThat(blocks.take(2)).hasSize(1);
    }

    @Test
    void blocksOfMoreThanTheLimit_orTooSmall_orOfTwoAttempts_breakTheProtocol() throws Exception {
        Blocks full = new Blocks(3 * LARGE);
        full.add(1, new byte[2 * LARGE]);
        assertThatThrownBy(() -> full.add(1, new double[LARGE / 8 + 1]))
                .isInstanceOfSatisfying(ProtocolException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LENGTH_OVER_LIMIT));
        assertThatThrownBy(() -> full.add(1, new double[LARGE / 8 - 1])).isInstanceOf(ProtocolException.class)
                .hasMessageContaining("too small");
        Blocks mixed = new Blocks(3 * LARGE);
        mixed.add(1, new byte[LARGE]);
        assertThatThrownBy(() -> mixed.add(2, new byte[LARGE])).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> mixed.take(2)).isInstanceOf(ProtocolException.class)
                .hasMessageContaining("came between a block of attempt 1 and its payload");
    }
}
