package dev.carom.internal.codec;

import java.io.IOException;

/** A codec of others has thrown. Its message says which, at what, and what. */
final class CodecFailure extends IOException {
    private static final long serialVersionUID = 1L;

    CodecFailure(String message, Throwable cause) {
        super(message, cause);
    }

    /** What the codec threw, or {@code thrown} itself where that came from elsewhere. */
    static Throwable origin(Throwable thrown) {
        return thrown instanceof CodecFailure && thrown.getCause() != null ? thrown.getCause() : thrown;
    }
}
