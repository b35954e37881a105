package dev.carom.internal.wire;

import java.nio.ByteBuffer;

/** Bytes on their way out, which keep their place. */
public interface Piece {
    int remaining();

    /** Puts as many as there is room for. */
    void putTo(ByteBuffer out);

    /** Those that are left of these. */
    class Of implements Piece {
        private final ByteBuffer bytes;

        public Of(ByteBuffer bytes) {
            this.bytes = bytes;
        }

        public ByteBuffer bytes() {
            return bytes;
        }

        @Override
        public int remaining() {
            return bytes.remaining();
        }

        @Override
        public void putTo(ByteBuffer out) {
            int count = Math.min(out.remaining(), bytes.remaining());
            out.put(out.position(), bytes, bytes.position(), count);
            out.position(out.position() + count);
            bytes.position(bytes.position() + count);
        }
    }
}
