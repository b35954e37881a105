package dev.carom.internal.wire;

/** Throwables as data, and as objects where that works. */
public final class ThrowableCodec {
    private ThrowableCodec() {}

    /** At most {@code maxBytes}, but never less than the type and the beginnings of message and stack; never fails. */
    public static byte[] encode(Throwable throwable, int maxBytes) {
        throw new UnsupportedOperationException();
    }
}
