package dev.carom.internal.wire;

/**
 * A payload, ready to be sent.
 *
 * @param bytes not to be written to: it may be shared
 * @param templates whose definitions the worker must have before it; not to be written to
 */
public record EncodedTask(byte[] bytes, int[] templates) {
    static final byte[] NOTHING = {};
    static final int[] NO_TEMPLATES = {};
}
