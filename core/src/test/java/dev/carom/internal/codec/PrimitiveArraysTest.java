package dev.carom.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.error.ResultDecodingException;
import dev.carom.internal.wire.Block;
import dev.carom.internal.wire.EncodedTask;
import dev.carom.internal.wire.FrameReader;
import dev.carom.internal.wire.FrameSink;
import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.FrameWriter;
import dev.carom.internal.wire.Piece;
import dev.carom.internal.wire.PrimitiveArrays;
import dev.carom.internal.wire.ProtocolException;
import dev.carom.internal.wire.ProtocolException.Reason;
import java.io.Serializable;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrays of each type of primitives, from small ones, which are parts of a payload, to those that are blocks. */
final class PrimitiveArraysTest {
    private static final int LARGE = 64 << 10;

    private final TaskEncoder encoder = new TaskEncoder(Wires.LIMIT).withBlocks();
    private final ResultEncoder results = new ResultEncoder(Wires.LIMIT).withBlocks();
    private final ResultDecoder decoder = new ResultDecoder(null, List.of());

    /** With elements of any bits, but for booleans. */
    private static Object array(Class<?> elements, int length) {
        Object array = Array.newInstance(elements, length);
        byte[] bits = new byte[length * PrimitiveArrays.width(elements)];
        new Random(length).nextBytes(bits);
        PrimitiveArrays.get(ByteBuffer.wrap(bits), array, 0, length);
        return array;
    }

    private static byte[] bits(Object array) {
        ByteBuffer bits = ByteBuffer.allocate((int) PrimitiveArrays.size(array));
        PrimitiveArrays.put(bits, array, 0, Array.getLength(array));
        return bits.array();
    }

    private static void assertSame(Object back, Object array) {
        assertThat(back).hasSameClassAs(array);
        assertThat(Arrays.equals(bits(back), bits(array))).isTrue();
    }

    private List<Object> taskBlocks(EncodedTask task) {
        return Wires.sent(task.blocks());
    }

    private Object fromTask(EncodedTask task) {
        return new PayloadDecoder().decode(ByteBuffer.wrap(task.bytes()), taskBlocks(task));
    }

    private Object throughResult(Object value) {
        ResultEncoder.Encoded encoded = (ResultEncoder.Encoded) results.encode(value);
        List<Object> came = Wires.sent(encoded.blocks().stream().map(Block::of).toList());
        return decoder.decode(Wires.join(encoded), 0, came);
    }

    @ParameterizedTest
    @ValueSource(classes = {byte.class, boolean.class, short.class, char.class, int.class, float.class, long.class, double.class})
    void arraysOfAllSizes_comeBackAsTheyWere(Class<?> elements) {
        int width = PrimitiveArrays.width(elements);
        int threshold = LARGE / width;
        for (int length : new int[] {0, 1, 100, threshold - 1, threshold, threshold + 1, (1 << 20) / width}) {
            Object array = array(elements, length);
            EncodedTask task = encoder.encode(array);
            assertThat(task.blocks()).as("blocks of %d elements", length).hasSize(length >= threshold ? 1 : 0);
            assertThat(task.size()).isBetween(length * width + 1, length * width + 8);
            assertSame(fromTask(task), array);
            assertSame(throughResult(array), array);
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {byte.class, boolean.class, short.class, char.class, int.class, float.class, long.class, double.class})
    void blockThatIsCutAnywhere_onTheWayOutAndIn_arrivesWhole(Class<?> elements) throws ProtocolException {
        Object array = array(elements, 20_000);
        Block block = Block.of(array);
        Piece piece = block.piece();
        List<Object> came = new ArrayList<>();
        FrameReader reader = new FrameReader((int) Wires.LIMIT);
        reader.feed(header(block.type(), block.length()), new Wires.Arrays(came));
        Random random = new Random(1);
        while (piece.remaining() > 0) {
            ByteBuffer some = ByteBuffer.allocateDirect(1 + random.nextInt(random.nextBoolean() ? 20 : 5000));
            int before = piece.remaining();
            piece.putTo(some);
            assertThat(some.position()).isEqualTo(Math.min(before, some.capacity()));
            reader.feed(some.flip(), new Wires.Arrays(came));
            assertThat(some.hasRemaining()).isFalse();
        }
        reader.end();
        assertThat(came).hasSize(1);
        assertSame(came.get(0), array);
    }

    @Test
    void framesAroundABlock_areReadFromTheirOwnBytes() throws ProtocolException {
        Block block = Block.of(array(double.class, 10));
        ByteBuffer all = ByteBuffer.allocate(300).put(FrameWriter.frame(FrameType.TASK, 1, new byte[] {1}));
        all.position(FrameWriter.header(all.array(), all.position(), block.type(), 2, block.length()));
        block.piece().putTo(all);
        all.put(FrameWriter.frame(FrameType.TASK, 3, new byte[] {3, 4})).flip();
        for (int cut = 0; cut <= all.limit(); cut++) {
            List<String> got = new ArrayList<>();
            FrameSink sink = (type, attempt, body) -> got.add(type + " " + attempt + " " + body.remaining());
            FrameReader reader = new FrameReader(100);
            reader.feed(all.slice(0, cut), sink);
            reader.feed(all.slice(cut, all.limit() - cut), sink);
            reader.end();
            assertThat(got).containsExactly("TASK 1 1", "DOUBLES 2 80", "TASK 3 2");
        }
    }

    @Test
    void sameArrayTwice_isOneBlock_andOneObjectAgain() {
        long[] longs = (long[]) array(long.class, LARGE);
        double[] doubles = (double[]) array(double.class, LARGE - 1);
        List<Object> value = new ArrayList<>(List.of(longs, "between", doubles, longs, new ArrayList<>(List.of(doubles))));
        EncodedTask task = encoder.encode(value);
        assertThat(task.blocks()).hasSize(2);
        for (Object result : new Object[] {fromTask(task), throughResult(value)}) {
            List<?> back = (List<?>) result;
            assertThat(back.get(0)).isSameAs(back.get(3)).isNotSameAs(longs);
            assertThat(((List<?>) back.get(4)).get(0)).isSameAs(back.get(2));
            assertSame(back.get(0), longs);
            assertSame(back.get(2), doubles);
        }
    }

    record Letter(int[] content) implements Serializable {}

    @Test
    void arrayInARecord_comesBack_evenIfNotAsABlock() {
        int[] ints = (int[]) array(int.class, LARGE);
        assertSame(((Letter) fromTask(encoder.encode(new Letter(ints)))).content(), ints);
        assertSame(((Letter) throughResult(new Letter(ints))).content(), ints);
    }

    @Test
    void limit_countsBytes_notElements() {
        assertThat(results.encode(new double[(int) Wires.LIMIT / 8 + 200])).isInstanceOf(ResultEncoder.TooLarge.class);
        assertThat(encoder.encode(new double[(int) Wires.LIMIT / 8]).size()).isGreaterThanOrEqualTo((int) Wires.LIMIT);
    }

    @Test
    void arrayThatIsChangedAfterItWasEncoded_isSentAsItWas() {
        double[] array = (double[]) array(double.class, LARGE);
        double[] before = array.clone();
        EncodedTask copied = encoder.encode(array);
        EncodedTask lent = encoder.encodeLent(array);
        lent.letGo();
        Arrays.fill(array, 1);
        assertSame(taskBlocks(copied).get(0), before);
        assertSame(taskBlocks(lent).get(0), before);
    }

    private static ByteBuffer header(FrameType type, int length) {
        byte[] header = new byte[FrameWriter.HEADER];
        FrameWriter.header(header, 0, type, 1, length);
        return ByteBuffer.wrap(header);
    }

    @Test
    void blockThatIsNotOfWholeElements_breaksTheProtocol() {
        for (FrameType type : List.of(FrameType.SHORTS, FrameType.INTS, FrameType.DOUBLES)) {
            assertThatThrownBy(() -> new FrameReader(100).feed(header(type, 17), new Wires.Arrays(new ArrayList<>())))
                    .isInstanceOf(ProtocolException.class).hasMessageContaining("17 bytes, not of whole elements");
        }
    }

    @Test
    void claimOfTheWholeLimit_isNotTakenForWhatCame() throws ProtocolException {
        int claim = Integer.MAX_VALUE - 7 & -8;
        FrameReader reader = new FrameReader(Integer.MAX_VALUE);
        reader.feed(header(FrameType.DOUBLES, claim), new Wires.Arrays(new ArrayList<>()));
        reader.feed(ByteBuffer.allocate(1001), new Wires.Arrays(new ArrayList<>()));
        assertThatThrownBy(reader::end).isInstanceOfSatisfying(ProtocolException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.EOF_IN_BODY))
                .hasMessageContaining("inside the body of a DOUBLES frame, after 1001 of");
    }

    @Test
    void blockOfAnotherTypeThanTheTaskReturns_isJustThatValue_andOneTooManyIsRefused() {
        byte[] payload = Wires.join((ResultEncoder.Encoded) results.encode(new double[LARGE]));
        assertThat(decoder.decode(payload, 0, List.of(new int[] {1}))).isEqualTo(new int[] {1});
        assertThatThrownBy(() -> decoder.decode(payload, 0, List.of(new double[1], new double[1])))
                .isInstanceOf(ResultDecodingException.class);
    }
}
