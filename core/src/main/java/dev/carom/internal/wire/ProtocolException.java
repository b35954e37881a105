package dev.carom.internal.wire;

import java.io.IOException;

/** The bytes of a channel are not what the protocol allows. Nothing after them can be trusted. */
public final class ProtocolException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Which rule was broken. */
    public enum Reason {
        BAD_MAGIC,
        WRONG_VERSION,
        UNKNOWN_TYPE,
        NEGATIVE_LENGTH,
        LENGTH_OVER_LIMIT,
        EOF_IN_HEADER,
        EOF_IN_BODY,
        /** A field of a body runs over the body's end, or holds what it must not. */
        MALFORMED_BODY
    }

    private final Reason reason;

    public ProtocolException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    public static ProtocolException malformed(String message) {
        return new ProtocolException(Reason.MALFORMED_BODY, message);
    }
}
