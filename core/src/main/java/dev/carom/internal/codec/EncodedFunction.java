package dev.carom.internal.codec;

import org.jspecify.annotations.Nullable;

/** The function of a map, encoded once for all chunks. Made by {@link TaskEncoder#encodeFunction}. */
public final class EncodedFunction {
    final byte[] bytes;
    final int[] templates;

    /** Of whoever called map; null for none. */
    final byte @Nullable [] context;

    EncodedFunction(byte[] bytes, int[] templates, byte @Nullable [] context) {
        this.bytes = bytes;
        this.templates = templates;
        this.context = context;
    }
}
