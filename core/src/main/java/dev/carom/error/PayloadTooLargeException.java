package dev.carom.error;

/** A task or a result is larger, encoded, than {@code maxPayload} allows. Nothing of it was sent. */
public final class PayloadTooLargeException extends PoolException {
    private static final long serialVersionUID = 1L;

    private final boolean result;
    private final long size;
    private final long limit;

    /**
     * @param result whether it is the result that is too large, rather than the task
     * @param size in bytes; the encoder stops early, so the full size may be larger
     * @param limit in bytes
     */
    public PayloadTooLargeException(boolean result, long size, long limit) {
        super("the " + (result ? "result" : "task") + " takes " + size + " bytes or more, over the limit of " + limit
                + "; raise maxPayload(...), or pass a file instead", null);
        this.result = result;
        this.size = size;
        this.limit = limit;
    }

    public boolean isResult() {
        return result;
    }

    /** In bytes; the encoder stops early, so the full size may be larger. */
    public long size() {
        return size;
    }

    /** In bytes. */
    public long limit() {
        return limit;
    }

    @Override
    public boolean retryIsSafe() {
        return !result;
    }
}
