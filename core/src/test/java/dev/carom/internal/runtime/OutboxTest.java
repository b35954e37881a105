package dev.carom.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.internal.codec.PayloadDecoder;
import dev.carom.internal.codec.TaskEncoder;
import dev.carom.internal.wire.Blocks;
import dev.carom.internal.wire.EncodedTask;
import dev.carom.internal.wire.FrameReader;
import dev.carom.internal.wire.FrameSink;
import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.ProtocolException;
import dev.carom.internal.wire.TaskHeader;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class OutboxTest {
    private static final TaskHeader HEADER = new TaskHeader(0, 0, 1, "");

    private final TaskEncoder encoder = new TaskEncoder(32 << 20).withBlocks();
    private final Outbox outbox = new Outbox();
    private final Taker taker = new Taker();

    /** Takes so many bytes at a time, as long as it may. */
    private static final class Taker implements WritableByteChannel {
        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private int atOnce = Integer.MAX_VALUE;
        private int left = Integer.MAX_VALUE;
        private int writes;

        @Override
        public int write(ByteBuffer from) {
            writes++;
            byte[] bytes = new byte[Math.min(Math.min(atOnce, left), from.remaining())];
            from.get(bytes);
            taken.writeBytes(bytes);
            left -= bytes.length;
            return bytes.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}

        /** The values of the tasks that have come, all of which must be whole. */
        List<Object> values() throws Exception {
            List<Object> values = new ArrayList<>();
            Blocks blocks = new Blocks(Integer.MAX_VALUE);
            FrameReader reader = new FrameReader(Integer.MAX_VALUE - 64);
            FrameSink sink = new FrameSink() {
                @Override
                public void frame(FrameType type, long attempt, ByteBuffer body) throws ProtocolException {
                    TaskHeader.decode(body);
                    values.add(new PayloadDecoder().decode(body.slice(), blocks.take(attempt)));
                }

                @Override
                public void block(FrameType type, long attempt, Object array) throws ProtocolException {
                    blocks.add(attempt, array);
                }
            };
            reader.feed(ByteBuffer.wrap(taken.toByteArray()), sink);
            reader.end();
            return values;
        }
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private void add(int attempt, Object value) {
        outbox.addTask(HEADER, attempt, encoder.encode(value));
    }

    @Test
    void tasksOfAllSizes_leaveWholeAndInTheirOrder_howeverMuchTheChannelTakes() throws Exception {
        int[] sizes = {1, 16 << 10, (64 << 10) - 1, 64 << 10, 10, (256 << 10) - 16, 256 << 10, (256 << 10) + 1, (260 << 10) - 70,
                260 << 10, (260 << 10) + 1, 3, 1 << 20, (1 << 20) + (4 << 10), 5 << 20, 2};
        List<byte[]> sent = new ArrayList<>();
        for (int atOnce : new int[] {Integer.MAX_VALUE, 100_003, 4096}) {
            taker.atOnce = atOnce;
            for (int size : sizes) {
                byte[] value = bytes(size);
                sent.add(value);
                add(sent.size(), value);
            }
            boolean more = outbox.flush(taker);
            while (more) {
                more = outbox.resume(taker);
            }
        }
        assertThat(Arrays.deepEquals(taker.values().toArray(), sent.toArray())).isTrue();
    }

    @Test
    void arraysOfLongs_leaveWhole_whereverTheBufferEndsWithinOne() throws Exception {
        for (int attempt = 1; attempt <= 20; attempt++) {
            add(2 * attempt, "x".repeat(attempt)); // what follows begins a byte later each time
            add(2 * attempt + 1, LongStream.range(0, 100_000).toArray());
        }
        taker.atOnce = 100_003;
        boolean more = outbox.flush(taker);
        while (more) {
            more = outbox.resume(taker);
        }
        for (int i = 0; i < 40; i += 2) {
            assertThat(taker.values().get(i)).isEqualTo("x".repeat(i / 2 + 1));
            assertThat((long[]) taker.values().get(i + 1)).isEqualTo(LongStream.range(0, 100_000).toArray());
        }
    }

    @Test
    void littleThatFollowsALargeArray_goesAlongWithItsEnd() throws Exception {
        add(1, bytes(1 << 20));
        outbox.flush(taker);
        taker.writes = 0;
        add(2, bytes(1 << 20));
        outbox.flush(taker);
        assertThat(taker.writes).isEqualTo(4);
    }

    @Test
    void arrayThatIsLetGoHalfSent_isSentAsItWas() throws Exception {
        byte[] array = bytes(2 << 20);
        EncodedTask task = encoder.encodeLent(array);
        outbox.addTask(HEADER, 1, task);
        taker.left = 500_000;
        assertThat(outbox.flush(taker)).isTrue();
        task.letGo();
        Arrays.fill(array, (byte) 0);
        taker.left = Integer.MAX_VALUE;
        assertThat(outbox.resume(taker)).isFalse();
        assertThat((byte[]) taker.values().get(0)).isEqualTo(bytes(2 << 20));
    }
}
