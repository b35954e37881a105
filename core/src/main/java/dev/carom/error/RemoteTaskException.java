package dev.carom.error;

import org.jspecify.annotations.Nullable;

/**
 * The task threw an exception whose own type cannot be rebuilt here (its class is unknown, or it does not serialize).
 * It shows what the original showed: type, message, stack, causes and suppressed ones; and its message says why it stands for it.
 */
public final class RemoteTaskException extends PoolException {
    private static final long serialVersionUID = 1L;

    private final String type;
    private final @Nullable String remoteMessage;

    /** @param why it is not thrown as itself, and what to do; null where its causer says so */
    public RemoteTaskException(
            String type,
            @Nullable String remoteMessage,
            StackTraceElement[] frames,
            @Nullable Throwable cause,
            @Nullable String why) {
        super((remoteMessage == null ? type : type + ": " + remoteMessage)
                + (why == null ? "" : " (not thrown as itself: " + why + ")"), cause);
        this.type = type;
        this.remoteMessage = remoteMessage;
        setStackTrace(frames);
    }

    /** The binary name of the original's class. */
    public String type() {
        return type;
    }

    /** The original's own message. */
    public @Nullable String remoteMessage() {
        return remoteMessage;
    }

    @Override
    public boolean retryIsSafe() {
        return false;
    }
}
