package dev.carom.internal.codec;

import dev.carom.error.ResultDecodingException;
import dev.carom.internal.wire.Blocks;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.ObjectInputFilter;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decodes in the parent what workers send, whom it does not trust. Thread-safe. */
public final class ResultDecoder {
    /** What the message of an {@link InvalidClassException} has where two versions of a class meet. */
    public static final String INCOMPATIBLE = "local class incompatible";

    /** Why that is, and what to do. */
    public static final String ANOTHER_VERSION = "the worker has another version of that class than this process: if it was built"
            + " anew since this one started, start that again; if an agent (-javaagent) changes it in one of them only, give it to"
            + " workers, too, by jvmArgs(...), or declare a serialVersionUID; otherwise see classPath(...)";

    private final @Nullable ClassLoader loader;
    private final ResultFilter filter;
    private final @Nullable InstalledCodec codec;

    /** With the loader of the thread that made this; most others have the same. */
    private final ReadContext usual;

    /**
     * @param loader where classes are looked up; null: the context class loader of the calling thread
     * @param allowed patterns of class names as in {@link java.io.ObjectInputFilter}; empty: every class is allowed
     */
    public ResultDecoder(@Nullable ClassLoader loader, List<String> allowed) {
        this(loader, allowed, null);
    }

    /**
     * @param codec null: the pool has none of its own
     * @throws IllegalArgumentException if the codec cannot keep to what is allowed
     */
    public ResultDecoder(@Nullable ClassLoader loader, List<String> allowed, @Nullable InstalledCodec codec) {
        this.loader = loader;
        this.filter = new ResultFilter(allowed);
        this.codec = codec == null ? null : codec.restrictedTo(allowed);
        this.usual = context(loader == null ? ReadContext.contextLoader() : loader);
    }

    /** Throws unless these are patterns that {@code allowed} of the constructor may hold. */
    public static void checkPatterns(String option, List<String> patterns) {
        for (String pattern : patterns) {
            if (pattern.indexOf('[') >= 0 || pattern.chars().anyMatch(Character::isWhitespace)) {
                throw new IllegalArgumentException(option + ": \"" + pattern + "\" matches no class, as no name has a space or '[';"
                        + " an array passes where its elements do");
            }
            try {
                ObjectInputFilter.Config.createFilter(pattern);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(option + ": \"" + pattern
                        + "\" is no pattern of java.io.ObjectInputFilter: " + e.getMessage(), e);
            }
        }
    }

    /**
     * The value of a result; a map's chunk comes as a {@link ChunkResult}.
     *
     * @throws ResultDecodingException whatever decoding threw is its cause
     */
    public @Nullable Object decode(ByteBuffer payload) {
        return decode(new PayloadReader(payload, context()));
    }

    /**
     * As {@link #decode(ByteBuffer)}, of a payload that begins there and ends with the bytes.
     *
     * @param blocks that came before it: each becomes a part of the value
     */
    public @Nullable Object decode(byte[] bytes, int from, List<Object> blocks) {
        return decode(new PayloadReader(bytes, from, blocks, context()));
    }

    private static @Nullable Object decode(PayloadReader payload) {
        try {
            return payload.read();
        } catch (OutOfMemoryError error) {
            throw error;
        } catch (Throwable thrown) { // InternalError too, which some classes of the JDK throw where a stream makes no sense
            throw failure(thrown);
        }
    }

    /**
     * Decodes a map's chunk in which nothing failed to where its values belong. False where the payload is anything else,
     * or has not that many values: then nothing was decoded.
     *
     * @param at where in {@code results} they begin
     */
    public boolean decodeChunk(
            byte[] bytes, int from, List<Object> blocks, Values results, int at, int count) {
        int values = ChunkResultFormat.valuesWhereNoneFailed(bytes, from, count);
        if (values < 0) {
            return false;
        }
        try {
            Iterator<Object> left = Blocks.each(blocks);
            ValueReader reader = new ValueReader(bytes, values, bytes.length, left, context());
            reader.u8();
            reader.reserve();
            boolean fits = reader.count() == count;
            if (fits) {
                Elements.read(reader, results, at, count);
                reader.end();
                PayloadReader.requireNoMore(left);
            }
            return fits;
        } catch (OutOfMemoryError error) {
            throw error;
        } catch (Throwable thrown) {
            throw failure(thrown);
        }
    }

    /** Whether no element of a map's chunk failed, told without decoding any; {@code true} for any other result. */
    public static boolean allSucceeded(ByteBuffer payload) {
        int failures = payload.position() + 1 + Integer.BYTES;
        boolean chunk = payload.hasRemaining() && payload.get(payload.position()) == Tags.CHUNK_RESULT;
        return !chunk || payload.limit() >= failures + Integer.BYTES && payload.getInt(failures) == 0;
    }

    /**
     * A throwable of FAILURE and the like, from the position of {@code in} on, which it leaves behind it: in its own type
     * where it can be rebuilt, otherwise as a {@link dev.carom.error.RemoteTaskException}, or a
     * {@link ResultDecodingException} where the bytes are broken.
     */
    public Throwable decodeThrowable(ByteBuffer in) {
        return ThrowableReader.read(in, context());
    }

    private ReadContext context() {
        ClassLoader present = loader == null ? ReadContext.contextLoader() : loader;
        return present == usual.loader() ? usual : context(present);
    }

    private ReadContext context(ClassLoader present) {
        return new ReadContext(present, filter, null, codec);
    }

    private static ResultDecodingException failure(Throwable thrown) {
        if (thrown instanceof CodecFailure failure) {
            return new ResultDecodingException(
                    "the task ran, but its result cannot be decoded here: " + failure.getMessage(), CodecFailure.origin(failure));
        }
        return new ResultDecodingException(
                "the task ran, but its result cannot be decoded here: " + thrown + remedy(thrown), thrown);
    }

    private static String remedy(Throwable thrown) {
        String message = thrown instanceof InvalidClassException ? String.valueOf(thrown.getMessage()) : "";
        if (message.contains(INCOMPATIBLE)) {
            return "; " + ANOTHER_VERSION;
        }
        if (message.contains("REJECTED")) {
            return "; its class is not allowed where there is an allow-list, or it claims more elements than its bytes hold, as"
                    + " Collections.nCopies does: return a copy, such as new ArrayList<>(...)";
        }
        if (thrown instanceof StackOverflowError) {
            return "; it is nested too deep for the stack of the thread that asks for it, or its own code calls itself without"
                    + " end";
        }
        boolean linkage = thrown instanceof LinkageError;
        if (thrown instanceof InvalidObjectException || thrown instanceof RuntimeException || thrown instanceof Error && !linkage) {
            return "; the code of a class in it (readObject, hashCode or a record's constructor, say) threw this, and must work in"
                    + " this process too";
        }
        return "; its class must be on this class path (known to the context class loader of the thread that asks for it),"
                + " and allowed if there is an allow-list";
    }
}
