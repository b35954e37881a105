package dev.carom.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.internal.wire.ProtocolException.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FrameReaderTest {
    private static final int LIMIT = 1000;

    private record Frame(FrameType type, long attempt, List<Byte> body) {
        static Frame of(FrameType type, long attempt, byte... body) {
            List<Byte> bytes = new ArrayList<>();
            for (byte b : body) {
                bytes.add(b);
            }
            return new Frame(type, attempt, bytes);
        }
    }

    private final List<Frame> got = new ArrayList<>();
    private final FrameReader reader = new FrameReader(LIMIT);

    private void keep(FrameType type, long attempt, ByteBuffer body) {
        byte[] bytes = new byte[body.remaining()];
        body.get(bytes);
        got.add(Frame.of(type, attempt, bytes));
    }

    private static byte[] header(int magic, int version, int type, int length) {
        return ByteBuffer.allocate(16).putShort((short) magic).put((byte) version).put((byte) type).putInt(length)
                .putLong(7).array();
    }

    @Test
    @Tag("B239")
    @Tag("B244")
    void framesOfEveryType_splitAtEveryPairOfBytes_comeOutWhole() throws ProtocolException {
        ByteBuffer stream = ByteBuffer.allocate(4096);
        List<Frame> sent = new ArrayList<>();
        for (FrameType type : List.of(FrameType.TASK, FrameType.ACCEPT, FrameType.RESULT)) {
            byte[] body = new byte[type == FrameType.ACCEPT ? 0 : 5 + type.code()];
            Arrays.fill(body, type.code());
            sent.add(Frame.of(type, type.code() * 1_000_000_007L, body));
            stream.put(FrameWriter.frame(type, type.code() * 1_000_000_007L, body));
        }
        byte[] bytes = Arrays.copyOf(stream.array(), stream.position());
        for (int first = 0; first <= bytes.length; first++) {
            for (int second = first; second <= bytes.length; second++) {
                got.clear();
                FrameReader split = new FrameReader(LIMIT);
                split.feed(ByteBuffer.wrap(bytes, 0, first), this::keep);
                split.feed(ByteBuffer.wrap(bytes, first, second - first), this::keep);
                split.feed(ByteBuffer.wrap(bytes, second, bytes.length - second), this::keep);
                split.end();
                assertThat(got).isEqualTo(sent);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    @Tag("B244")
    void everyType_roundTrips(FrameType type) throws ProtocolException {
        reader.feed(FrameWriter.frame(type, -1), this::keep);
        assertThat(got).containsExactly(Frame.of(type, -1));
        assertThat(FrameType.of(type.code())).isSameAs(type);
    }

    @Test
    @Tag("B238")
    void bodyOf16MiB_inUnevenPieces_arrivesIntact() throws ProtocolException {
        byte[] body = new byte[16 << 20];
        new Random(1).nextBytes(body);
        ByteBuffer frame = FrameWriter.frame(FrameType.RESULT, 3, body);
        FrameReader large = new FrameReader(body.length);
        List<byte[]> bodies = new ArrayList<>();
        Random sizes = new Random(2);
        while (frame.hasRemaining()) {
            ByteBuffer piece = frame.slice();
            piece.limit(Math.min(piece.limit(), 1 + sizes.nextInt(200_000)));
            frame.position(frame.position() + piece.limit());
            large.feed(piece, (type, attempt, in) -> {
                byte[] copy = new byte[in.remaining()];
                in.get(copy);
                bodies.add(copy);
            });
        }
        large.end();
        assertThat(bodies).hasSize(1);
        assertThat(bodies.get(0)).isEqualTo(body);
    }

    @Test
    void frameAfterALargeSplitOne_isReadFromItsOwnBytes() throws ProtocolException {
        ByteBuffer all = ByteBuffer.allocate(200).put(FrameWriter.frame(FrameType.TASK, 1, new byte[100]))
                .put(FrameWriter.frame(FrameType.TASK, 2, new byte[] {9})).flip();
        reader.feed(all.slice(0, 60), this::keep);
        assertThat(reader.isAtBoundary()).isFalse();
        reader.feed(all.slice(60, all.limit() - 60), this::keep);
        assertThat(got).hasSize(2).contains(Frame.of(FrameType.TASK, 2, (byte) 9));
        assertThat(reader.isAtBoundary()).isTrue();
    }

    @Test
    void bodiesOfWholeFrames_haveNoArraysOfTheirOwn() throws ProtocolException {
        List<byte[]> arrays = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            ByteBuffer frames = ByteBuffer.allocate(100).put(FrameWriter.frame(FrameType.TASK, 1, new byte[] {1, 2, 3}))
                    .put(FrameWriter.frame(FrameType.TASK, 2, new byte[] {4})).flip();
            reader.feed(frames, (type, attempt, body) -> arrays.add(body.array()));
            assertThat(frames.hasRemaining()).isFalse();
        }
        assertThat(arrays).hasSize(4).allMatch(array -> array == arrays.get(0));
    }

    @Test
    @Tag("B244")
    void bodyAtTheLimit_passes_andOneOver_doesNot() throws ProtocolException {
        reader.feed(FrameWriter.frame(FrameType.TASK, 1, new byte[LIMIT]), this::keep);
        assertThat(got).hasSize(1);
        fails(header(0xCA70, 1, 4, LIMIT + 1), Reason.LENGTH_OVER_LIMIT);
    }

    @Test
    void claimOfTheWholeLimit_allocatesOnlyWhatCame() throws ProtocolException {
        FrameReader huge = new FrameReader(Integer.MAX_VALUE - 64);
        huge.feed(ByteBuffer.wrap(header(0xCA70, 1, 4, Integer.MAX_VALUE - 64)), this::keep);
        huge.feed(ByteBuffer.wrap(new byte[100]), this::keep);
        assertThatThrownBy(huge::end).hasMessageContaining("after 100 of 2147483583 bytes");
    }

    @Test
    @Tag("B244")
    void eachBrokenHeader_isNamedByItsReason() {
        fails(header(0xBEEF, 1, 4, 0), Reason.BAD_MAGIC);
        fails(new byte[] {'h', 'e'}, Reason.BAD_MAGIC);
        fails(header(0xCA70, 2, 4, 0), Reason.WRONG_VERSION);
        fails(header(0xCA70, 1, 15, 0), Reason.UNKNOWN_TYPE);
        fails(header(0xCA70, 1, 0, 0), Reason.UNKNOWN_TYPE);
        fails(header(0xCA70, 1, 255, 0), Reason.UNKNOWN_TYPE);
        fails(header(0xCA70, 1, 4, -1), Reason.NEGATIVE_LENGTH);
    }

    @Test
    @Tag("B121")
    @Tag("B244")
    void endOfChannel_isCleanOnlyBetweenFrames() throws ProtocolException {
        byte[] bytes = FrameWriter.frame(FrameType.TASK, 1, new byte[] {1, 2}).array();
        for (int cut = 0; cut <= bytes.length; cut++) {
            FrameReader one = new FrameReader(LIMIT);
            one.feed(ByteBuffer.wrap(bytes, 0, cut), this::keep);
            if (cut == 0 || cut == bytes.length) {
                one.end();
            } else {
                Reason reason = cut < 16 ? Reason.EOF_IN_HEADER : Reason.EOF_IN_BODY;
                assertThatThrownBy(one::end)
                        .isInstanceOfSatisfying(ProtocolException.class, e -> assertThat(e.reason()).isEqualTo(reason));
            }
        }
    }

    private void fails(byte[] bytes, Reason reason) {
        assertThatThrownBy(() -> new FrameReader(LIMIT).feed(ByteBuffer.wrap(bytes), this::keep))
                .isInstanceOfSatisfying(ProtocolException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }
}
