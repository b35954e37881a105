package dev.carom.internal.codec;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Numbers objects by identity, from 0, in the order in which they are first met. */
final class IdentityTable {
    /** Up to here, comparing one by one is cheaper than asking for identity hash codes. */
    private static final int LINEAR = 16;

    private static final int KEPT = 8192;

    private @Nullable Object[] objects = new Object[LINEAR];
    private int size;

    /** Open addressing: a number plus 1, or 0 for free; null while the table is small. */
    private int @Nullable [] slots;

    /** The number of {@code object} where it was met before; otherwise numbers it and returns -1. */
    int meet(Object object) {
        int found = size <= LINEAR ? scan(object) : probe(object);
        if (found < 0) {
            append(object);
        }
        return found;
    }

    /** How many objects are numbered. */
    int size() {
        return size;
    }

    void clear() {
        if (objects.length > KEPT) {
            objects = new Object[LINEAR];
            slots = null;
        } else {
            Arrays.fill(objects, 0, size, null);
            if (slots != null && size > LINEAR) {
                Arrays.fill(slots, 0);
            }
        }
        size = 0;
    }

    private int scan(Object object) {
        for (int i = 0; i < size; i++) {
            if (objects[i] == object) {
                return i;
            }
        }
        return -1;
    }

    private int probe(Object object) {
        int[] table = slots;
        int at = slot(object, table.length);
        while (table[at] != 0) {
            int number = table[at] - 1;
            if (objects[number] == object) {
                return number;
            }
            at = (at + 1) & (table.length - 1);
        }
        return -1;
    }

    private void append(Object object) {
        if (size == objects.length) {
            objects = Arrays.copyOf(objects, size * 2);
        }
        objects[size++] = object;
        if (size <= LINEAR) {
            return;
        }
        int[] table = slots;
        if (table == null || table.length < size * 2) {
            slots = new int[Integer.highestOneBit(size) * 8];
            for (int i = 0; i < size; i++) {
                insert(i);
            }
        } else if (size == LINEAR + 1) {
            for (int i = 0; i < size; i++) {
                insert(i);
            }
        } else {
            insert(size - 1);
        }
    }

    private void insert(int number) {
        int[] table = slots;
        int at = slot(objects[number], table.length);
        while (table[at] != 0) {
            at = (at + 1) & (table.length - 1);
        }
        table[at] = number + 1;
    }

    private static int slot(@Nullable Object object, int capacity) {
        int hash = System.identityHashCode(object) * 0x9E3779B9;
        return (hash ^ (hash >>> 15)) & (capacity - 1);
    }
}
