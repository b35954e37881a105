package dev.carom.internal.runtime;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of a map, as they are when it is submitted, in arrays of {@value #PIECE} at most. Larger arrays may be humongous to
 * G1, which frees those only after it has marked the heap, and keeps what they refer to until then.
 */
final class Inputs extends AbstractList<@Nullable Object> implements RandomAccess {
    static final int PIECE = 1 << 16;
    private static final int FIRST = 16;

    /** That of {@code List.of} and {@code Stream.toList}: such a list never changes, so it is its own copy. */
    private static final Class<?> UNCHANGING = List.of(0, 0, 0).getClass();

    /** Full, but for the last one. */
    private final List<@Nullable Object[]> pieces = new ArrayList<>();

    private int size;

    private Inputs() {}

    /** A list of these that never changes. */
    static List<? extends @Nullable Object> of(Iterable<? extends @Nullable Object> inputs) {
        if (inputs.getClass() == UNCHANGING) {
            return (List<? extends @Nullable Object>) inputs;
        }
        if (inputs instanceof Collection<? extends @Nullable Object> collection && collection.size() <= PIECE) {
            return Arrays.asList(collection.toArray());
        }
        Inputs all = new Inputs();
        inputs.forEach(all::append); // where a collection has a lock, its forEach takes it
        return all;
    }

    private void append(@Nullable Object input) {
        int within = size % PIECE;
        int last = pieces.size() - 1;
        if (within == 0) {
            pieces.add(new @Nullable Object[last < 0 ? FIRST : PIECE]);
            last++;
        } else if (within == pieces.get(last).length) {
            pieces.set(last, Arrays.copyOf(pieces.get(last), Math.min(PIECE, 2 * within)));
        }
        pieces.get(last)[within] = input;
        size = Math.addExact(size, 1);
    }

    @Override
    public @Nullable Object get(int at) {
        return pieces.get(Objects.checkIndex(at, size) / PIECE)[at % PIECE];
    }

    @Override
    public int size() {
        return size;
    }
}
