package dev.carom.internal.codec;

import dev.carom.error.RemoteTaskException;
import dev.carom.error.ResultDecodingException;
import dev.carom.internal.wire.BodyReader;
import dev.carom.internal.wire.ProtocolException;
import dev.carom.internal.wire.StackFrames;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads what {@link ThrowableCodec} writes. */
final class ThrowableReader {
    private static final int NONE = -1;

    /** Type, flag, message, frames, cause and suppressed ones take this much even where all are empty. */
    private static final int SMALLEST_PART = 4 + 1 + 4 + 4 + 4 + 4;

    private record Part(
            String type, @Nullable String message, StackTraceElement[] frames, int cause, int[] suppressed) {}

    private ThrowableReader() {}

    /**
     * The throwable in its own type where it can be rebuilt, otherwise as a {@link RemoteTaskException}; a
     * {@link ResultDecodingException} where the bytes are broken. Leaves {@code in} behind what it read.
     */
    static Throwable read(ByteBuffer in, ReadContext context) {
        try {
            BodyReader body = new BodyReader(in);
            Part[] parts = new Part[body.count("parts", SMALLEST_PART)];
            for (int i = 0; i < parts.length; i++) {
                parts[i] = part(body, i);
            }
            byte[] object = body.blob("throwable");
            if (parts.length == 0) {
                throw ProtocolException.malformed("a throwable has no parts");
            }
            String why = body.string("why");
            if (object.length == 0) {
                return remote(parts, why);
            }
            Object rebuilt = rebuild(object, context);
            boolean same = rebuilt.getClass().getName().equals(parts[parts.length - 1].type);
            return same && rebuilt instanceof Throwable itself ? itself : remote(parts, reason(rebuilt));
        } catch (ProtocolException broken) {
            return new ResultDecodingException(
                    "the worker reported a failure that cannot be decoded: " + broken.getMessage(), broken);
        }
    }

    private static Part part(BodyReader in, int number) throws ProtocolException {
        String type = in.string("type");
        boolean hasMessage = in.u8("has a message") != 0;
        String message = in.string("message");
        StackTraceElement[] frames = StackFrames.read(in);
        int cause = earlier(in.i32("cause"), number);
        int[] suppressed = new int[in.count("suppressed", 4)];
        for (int i = 0; i < suppressed.length; i++) {
            suppressed[i] = earlier(in.i32("suppressed"), number);
        }
        return new Part(type, hasMessage ? message : null, frames, cause, suppressed);
    }

    private static int earlier(int part, int number) throws ProtocolException {
        if (part < NONE || part >= number) {
            throw ProtocolException.malformed("part " + number + " of a throwable refers to part " + part);
        }
        return part;
    }

    /** The object; what was thrown where it cannot be read: its class is unknown, not let through, or fails. */
    private static Object rebuild(byte[] object, ReadContext context) {
        ResultFilter filter = context.filter();
        try {
            Object read = JavaStream.read(object, 0, object.length, context.loader(),
                    filter == null ? null : filter.forPayload(object.length));
            return read == null ? "null" : read;
        } catch (OutOfMemoryError fatal) {
            throw fatal;
        } catch (IOException | ClassNotFoundException | RuntimeException | Error unreadable) {
            return new Unreadable(unreadable);
        }
    }

    private record Unreadable(Throwable why) {}

    private static String reason(Object rebuilt) {
        if (!(rebuilt instanceof Unreadable unreadable)) {
            return "its own serialization code puts a " + rebuilt.getClass().getName() + " in its place";
        }
        return unreadable.why instanceof ClassNotFoundException
                ? "this process has no class " + unreadable.why.getMessage()
                : "it cannot be read here: " + EncodingFailure.text(unreadable.why);
    }

    /** @param why the last of them, which is the throwable itself, is not that */
    private static Throwable remote(Part[] parts, String why) {
        RemoteTaskException[] built = new RemoteTaskException[parts.length];
        for (int i = 0; i < parts.length; i++) {
            Part part = parts[i];
            built[i] = new RemoteTaskException(
                    part.type, part.message, part.frames, part.cause == NONE ? null : built[part.cause],
                    i < parts.length - 1 || why.isEmpty() ? null : why);
            for (int suppressed : part.suppressed) {
                if (suppressed != NONE) {
                    built[i].addSuppressed(built[suppressed]);
                }
            }
        }
        return built[parts.length - 1];
    }
}
