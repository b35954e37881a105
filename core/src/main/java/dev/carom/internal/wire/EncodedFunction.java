package dev.carom.internal.wire;

/** The function of a map, encoded once for all chunks. Made by {@link TaskEncoder#encodeFunction}. */
public final class EncodedFunction {
    final byte[] bytes;
    final int[] templates;

    EncodedFunction(byte[] bytes, int[] templates) {
        this.bytes = bytes;
        this.templates = templates;
    }
}
