package dev.carom.internal.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The inputs of a map, as they are when it is submitted, in arrays of {@value #PIECE} at most. Larger arrays may be humongous to
 * G1, which frees those only after it has marked the heap, and keeps what they refer to until then.
 */
final class Inputs {
    static final int PIECE = 1 << 16;
    private static final int FIRST = 16;

    /** That of {@code List.of} and {@code Stream.toList}: such a list never changes, so it needs no copy. */
    private static final Class<?> UNCHANGING = List.of(0, 0, 0).getClass();

    /** Null where they are in pieces, which are full, but for the last one. */
    private final @Nullable List<? extends @Nullable Object> list;

    private final List<@Nullable Object[]> pieces = new ArrayList<>();
    private int size;

    private Inputs(@Nullable List<? extends @Nullable Object> list) {
        this.list = list;
    }

    static Inputs of(Iterable<? extends @Nullable Object> inputs) {
        if (inputs.getClass() == UNCHANGING) {
            Inputs all = new Inputs((List<? extends @Nullable Object>) inputs);
            all.size = all.list.size();
            return all;
        }
        Inputs all = new Inputs(null);
        if (inputs instanceof Collection<? extends @Nullable Object> collection && collection.size() <= PIECE) {
            all.add(collection.toArray());
        } else if (inputs.getClass() == ArrayList.class) {
            List<? extends @Nullable Object> of = (ArrayList<? extends @Nullable Object>) inputs;
            for (int from = 0; from < of.size(); from += PIECE) {
                all.add(of.subList(from, Math.min(of.size(), from + PIECE)).toArray());
            }
        } else {
            inputs.forEach(all::add); // where a collection has a lock, its forEach takes it
        }
        return all;
    }

    private void add(@Nullable Object[] piece) {
        pieces.add(piece);
        size += piece.length;
    }

    private void add(@Nullable Object input) {
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

    int size() {
        return size;
    }

    /** Copies {@code count} of them, from {@code from} on, to the start of {@code part}. */
    void copy(int from, int count, @Nullable Object[] part) {
        if (list != null) {
            copy(list, from, count, part);
            return;
        }
        for (int done = 0; done < count; ) {
            int within = (from + done) % PIECE;
            int next = Math.min(PIECE - within, count - done);
            System.arraycopy(pieces.get((from + done) / PIECE), within, part, done, next);
            done += next;
        }
    }

    /** Few by themselves, and many by a loop of the list's own: that is compiled soon, and for lists of its kind alone. */
    private static void copy(List<? extends @Nullable Object> list, int from, int count, @Nullable Object[] part) {
        if (count == 1) {
            part[0] = list.get(from);
        } else {
            list.subList(from, from + count).toArray(part);
        }
    }
}
