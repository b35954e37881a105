package dev.carom.internal.codec;

import java.io.ObjectStreamException;

/** A graph has a cycle that neither tags nor Java serialization can rebuild: Java serialization would do so wrongly. */
final class CyclicValueException extends ObjectStreamException {
    private static final long serialVersionUID = 1L;

    CyclicValueException(Class<?> type) {
        super("a " + type.getName() + " contains itself, by way of what it holds; being immutable, it cannot be rebuilt"
                + " before its own parts: use a mutable collection there");
    }
}
