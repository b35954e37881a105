package dev.carom.internal.codec;

import dev.carom.codec.Codec;
import dev.carom.error.SoftTimeLimitExceededException;
import dev.carom.error.TaskDecodingException;
import dev.carom.internal.wire.ByteWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The codec of a pool. What it throws becomes a {@link CodecFailure}, but for what is meant for the whole attempt. */
public final class InstalledCodec {
    private final Codec codec;

    public InstalledCodec(Codec codec) {
        this.codec = codec;
    }

    /**
     * The copy of a worker; null where the pool has none.
     *
     * @param payload as {@link TaskEncoder#encodeCodec} makes it; empty: none
     * @throws UnusableCodecException whatever making it threw is its cause
     */
    public static @Nullable InstalledCodec ofWorker(byte[] payload) {
        if (payload.length == 0) {
            return null;
        }
        try {
            Object decoded = new PayloadDecoder().decode(ByteBuffer.wrap(payload));
            return new InstalledCodec((Codec) Objects.requireNonNull(decoded));
        } catch (TaskDecodingException failed) {
            throw new UnusableCodecException(Objects.requireNonNullElse(failed.getCause(), failed));
        }
    }

    /**
     * What the parent decodes with.
     *
     * @param allowed as of {@link ResultDecoder}; empty: every class is allowed
     * @throws IllegalArgumentException if the codec cannot keep to that
     */
    public InstalledCodec restrictedTo(List<String> allowed) {
        if (allowed.isEmpty()) {
            return this;
        }
        ResultFilter filter = new ResultFilter(allowed);
        return new InstalledCodec(Objects.requireNonNull(
                codec.restrictedTo(filter::allows), () -> name() + ".restrictedTo returned null"));
    }

    private String name() {
        return codec.getClass().getName();
    }

    /** False where it does not take the value, and nothing is written then. */
    boolean write(ByteWriter out, Object value) throws CodecFailure {
        long mark = out.size();
        OnceOnly once = new OnceOnly(out);
        try {
            if (codec.takes(value.getClass()) && codec.encode(value, once)) {
                out.checkLimit();
                return true;
            }
        } catch (Throwable thrown) {
            out.checkLimit();
            throw failure("encode", "a " + value.getClass().getName(), thrown);
        } finally {
            once.end();
        }
        out.rollback(mark);
        return false;
    }

    @Nullable Object read(byte[] bytes, int from, int count, ClassLoader loader) throws CodecFailure {
        try {
            return codec.decode(ByteBuffer.wrap(bytes, from, count).slice(), loader);
        } catch (Throwable thrown) {
            throw failure("decode", count + " bytes", thrown);
        }
    }

    private CodecFailure failure(String verb, String what, Throwable thrown) {
        @Nullable Throwable cause = thrown;
        for (int i = 0; i < 8 && cause != null; i++) {
            if (cause instanceof SoftTimeLimitExceededException raised) {
                throw raised;
            }
            if (cause instanceof VirtualMachineError error && !(cause instanceof StackOverflowError)) {
                throw error;
            }
            cause = ThrownParts.causeOf(cause);
        }
        return new CodecFailure("the codec " + name() + " cannot " + verb + " " + what + ": "
                + EncodingFailure.text(thrown), thrown);
    }

    /** Keeps a codec that goes on writing after its return from what others write. */
    private static final class OnceOnly extends OutputStream {
        private @Nullable ByteWriter out;

        OnceOnly(ByteWriter out) {
            this.out = out;
        }

        void end() {
            out = null;
        }

        @Override
        public void write(int b) throws IOException {
            open().u8(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int count) throws IOException {
            Objects.checkFromIndexSize(offset, count, bytes.length);
            open().write(bytes, offset, count);
        }

        private ByteWriter open() throws IOException {
            ByteWriter present = out;
            if (present == null) {
                throw new IOException("the codec's call of encode has returned; nothing more can be written");
            }
            return present;
        }
    }
}
