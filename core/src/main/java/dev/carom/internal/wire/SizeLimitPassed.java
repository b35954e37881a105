package dev.carom.internal.wire;

/** Unwinds an encoder whose output has passed its limit. Carries no stack: it is part of normal operation. */
public final class SizeLimitPassed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public final long size;

    public SizeLimitPassed(long size) {
        super("over the size limit after " + size + " bytes", null, false, false);
        this.size = size;
    }
}
