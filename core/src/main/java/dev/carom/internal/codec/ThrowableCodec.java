package dev.carom.internal.codec;

import dev.carom.internal.wire.ByteWriter;
import dev.carom.internal.wire.EncodedTask;
import dev.carom.internal.wire.FrameWriter;
import dev.carom.internal.wire.SizeLimitPassed;
import dev.carom.internal.wire.StackFrames;
import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Throwables as data, and as objects where that works. Laid out so that a part refers only to parts before it:
 *
 * <pre>
 * i32 parts; for each one: string type; u8 has a message; string message; frames; i32 part that is its cause or -1;
 * i32 suppressed, and for each one i32 part. The last part is the throwable itself.
 * blob: it once more, by Java serialization (empty: it cannot be); string: why it cannot (empty: it is there)
 * </pre>
 */
public final class ThrowableCodec {
    /** From generous to what always fits; the first whose outcome is small enough, and has the object it is to have, is taken. */
    private static final List<Bounds> BOUNDS = List.of(
            new Bounds(64, StackFrames.MOST, 65536, Part.WHOLE),
            new Bounds(64, StackFrames.MOST, 65536, Part.FIRST_CAUSES),
            new Bounds(16, 100, 4096, Part.FIRST_CAUSES),
            new Bounds(64, StackFrames.MOST, 65536, Part.NONE),
            new Bounds(16, 100, 4096, Part.NONE),
            new Bounds(4, 10, 256, Part.NONE));

    private static final Bounds LEAST = new Bounds(1, 0, 256, Part.NONE);

    /** Below this even {@link #LEAST} might not fit. */
    private static final int LEAST_BYTES = 4096;

    private static final int LARGEST = 1 << 20;

    private static final String TOO_LARGE = "with all that it holds it is too large; let it hold less";

    private static final String TOO_DEEP =
            "its causes, or what it holds, are nested too deep for Java serialization; let it have fewer causes";

    /** The object, or why there is none. */
    private record Shipped(byte[] bytes, String why) {
        static Shipped nothing(String why) {
            return new Shipped(EncodedTask.NOTHING, why);
        }

        boolean isTooMuch() {
            return why.equals(TOO_LARGE) || why.equals(TOO_DEEP);
        }
    }

    /** How much of the object. */
    private enum Part { WHOLE, FIRST_CAUSES, NONE }

    private record Bounds(int parts, int frames, int chars, Part object) {}

    private final ByteWriter out;
    private final Bounds bounds;

    /** The part that each throwable has become; -1 while it is being written. */
    private final Map<Throwable, Integer> parts = new IdentityHashMap<>();

    private int count;

    private ThrowableCodec(ByteWriter out, Bounds bounds) {
        this.out = out;
        this.bounds = bounds;
    }

    /** What a throwable may take in a frame of a channel whose payloads are limited to {@code maxPayload} bytes. */
    public static int room(long maxPayload) {
        return (int) Math.min(LARGEST, maxPayload + FrameWriter.SLACK - 1024);
    }

    /**
     * In at most {@code maxBytes} (or {@value #LEAST_BYTES} where that is more), leaving out what does not fit: first the
     * object, then frames and causes, then the ends of messages. Does not fail, whatever the throwable's methods do.
     */
    public static byte[] encode(Throwable throwable, int maxBytes) {
        String why = TOO_LARGE;
        for (Bounds bounds : BOUNDS) {
            try {
                ByteWriter all = data(throwable, bounds, maxBytes);
                Shipped object = object(throwable, bounds, maxBytes - all.size() - 4, why);
                if (object.bytes.length > 0 || bounds.object == Part.NONE || !object.isTooMuch()) {
                    return finish(all, object, bounds);
                }
                why = bounds.object == Part.WHOLE ? object.why : why;
            } catch (SizeLimitPassed tooLarge) {
                continue;
            }
        }
        return finish(data(throwable, LEAST, Math.max(LEAST_BYTES, maxBytes)), Shipped.nothing(why), LEAST);
    }

    private static ByteWriter data(Throwable throwable, Bounds bounds, int maxBytes) {
        ByteWriter data = new ByteWriter(4096, maxBytes);
        ThrowableCodec codec = new ThrowableCodec(data, bounds);
        codec.part(throwable, 1);
        ByteWriter all = new ByteWriter((int) data.size() + 8, maxBytes);
        all.i32(codec.count);
        all.bytes(data.toByteArray());
        return all;
    }

    private static byte[] finish(ByteWriter all, Shipped object, Bounds bounds) {
        all.blob(object.bytes);
        all.string(cut(object.why, bounds.chars));
        return all.toByteArray();
    }

    private static Shipped object(Throwable throwable, Bounds bounds, long limit, String why) {
        return switch (bounds.object) {
            case WHOLE -> object(throwable, limit, null);
            case FIRST_CAUSES -> object(throwable, limit, new FirstCauses(throwable));
            case NONE -> Shipped.nothing(why);
        };
    }

    private static Shipped object(Throwable throwable, long limit, @Nullable FirstCauses cut) {
        ByteWriter object = new ByteWriter(4096, Math.max(0, limit));
        RiskyClasses seen = new RiskyClasses();
        try {
            JavaStream.write(object, throwable, seen, cut);
            byte[] written = object.toByteArray();
            if (cut != null || seen.any()) {
                JavaStream.read(written, 0, written.length, ReadContext.contextLoader(), null);
            }
            return new Shipped(written, "");
        } catch (SizeLimitPassed tooLarge) {
            return Shipped.nothing(TOO_LARGE);
        } catch (IOException | ClassNotFoundException notSerializable) {
            return Shipped.nothing(EncodingFailure.describe("exception", throwable, notSerializable));
        } catch (StackOverflowError tooDeep) {
            return Shipped.nothing(TOO_DEEP);
        } catch (RuntimeException thrown) {
            return throwing(thrown);
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (Error thrown) {
            return throwing(thrown);
        }
    }

    private static Shipped throwing(Throwable thrown) {
        String what = tolerate(thrown::toString);
        return Shipped.nothing("its own code throws when it is serialized, or read again: "
                + (what == null ? thrown.getClass().getName() : what));
    }

    /** The number of the part that {@code throwable} becomes; -1 where it is cut: a cycle, or one too many. */
    private int part(@Nullable Throwable throwable, int depth) {
        if (throwable == null) {
            return -1;
        }
        Integer known = parts.get(throwable);
        if (known != null) {
            return known;
        }
        if (parts.size() >= bounds.parts || depth > bounds.parts) {
            return -1;
        }
        parts.put(throwable, -1);
        Throwable cause = tolerate(throwable::getCause);
        int causePart = part(cause, depth + 1);
        Throwable[] suppressed = throwable.getSuppressed();
        int[] suppressedParts = new int[suppressed.length];
        int kept = 0;
        for (Throwable each : suppressed) {
            int number = part(each, depth + 1);
            if (number >= 0) {
                suppressedParts[kept++] = number;
            }
        }
        write(throwable, cause != null && causePart < 0);
        out.i32(causePart);
        out.i32(kept);
        for (int i = 0; i < kept; i++) {
            out.i32(suppressedParts[i]);
        }
        parts.put(throwable, count);
        return count++;
    }

    private void write(Throwable throwable, boolean causeIsCut) {
        out.string(cut(throwable.getClass().getName(), 512));
        String message = message(throwable);
        if (causeIsCut) {
            message = (message == null ? "" : message + " ") + "(its cause is left out: a cycle, or one of too many)";
        }
        out.u8(message == null ? 0 : 1);
        out.string(message == null ? "" : message);
        StackFrames.write(out, ThrownParts.framesOf(throwable), bounds.frames);
    }

    private @Nullable String message(Throwable throwable) {
        try {
            String message = throwable.getMessage();
            return message == null ? null : cut(message, bounds.chars);
        } catch (StackOverflowError | RuntimeException thrown) {
            return unreadable(thrown);
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (Error thrown) {
            return unreadable(thrown);
        }
    }

    private static String unreadable(Throwable thrown) {
        return "(its message cannot be read: getMessage() threw " + thrown.getClass().getName() + ")";
    }

    private static String cut(String text, int most) {
        return text.length() <= most
                ? text
                : text.substring(0, most) + "... (" + (text.length() - most) + " more characters)";
    }

    /** Null where the throwable's own code throws: reporting a failure must not fail by it. */
    static <T> @Nullable T tolerate(Supplier<@Nullable T> read) {
        try {
            return read.get();
        } catch (StackOverflowError | RuntimeException thrown) {
            return null;
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (Error thrown) {
            return null;
        }
    }
}
