package dev.carom.internal.codec;

import org.jspecify.annotations.Nullable;

/**
 * A fixed number of values by their positions, each of which is put there once: in arrays of {@value #PIECE} at most, and of
 * numbers without boxes where all of a piece are of one kind. Larger arrays may be humongous to G1, which frees those only after
 * it has marked the heap, and keeps what they refer to until then.
 */
public final class Values {
    static final int PIECE = 1 << 16;

    private final int size;

    /** Each an array of ints, longs, doubles or objects; null where nothing was put. */
    private final @Nullable Object[] pieces;

    public Values(int size) {
        this.size = size;
        this.pieces = new @Nullable Object[(size + PIECE - 1) / PIECE];
    }

    public int size() {
        return size;
    }

    /** Boxed anew where it is a number without a box. */
    public @Nullable Object get(int at) {
        @Nullable Object piece = pieces[at / PIECE];
        int within = within(at);
        if (piece instanceof int[] ints) {
            return ints[within];
        } else if (piece instanceof Object[] objects) {
            return objects[within];
        } else if (piece instanceof long[] longs) {
            return longs[within];
        }
        return piece instanceof double[] doubles ? doubles[within] : null;
    }

    /** Puts all of these to the positions from {@code at} on. */
    public void put(@Nullable Object[] values, int at) {
        for (int done = 0; done < values.length; ) {
            int next = at + done;
            int count = Math.min(length(next) - within(next), values.length - done);
            System.arraycopy(values, done, objects(next), within(next), count);
            done += count;
        }
    }

    // ---- the piece that has this position, to be filled

    /** Where in its piece the position is. */
    static int within(int at) {
        return at % PIECE;
    }

    int length(int at) {
        return Math.min(PIECE, size - at / PIECE * PIECE);
    }

    /** Null where it has values of another kind. */
    int @Nullable [] ints(int at) {
        if (isEmpty(at)) {
            pieces[at / PIECE] = new int[length(at)];
        }
        return pieces[at / PIECE] instanceof int[] ints ? ints : null;
    }

    /** Null where it has values of another kind. */
    long @Nullable [] longs(int at) {
        if (isEmpty(at)) {
            pieces[at / PIECE] = new long[length(at)];
        }
        return pieces[at / PIECE] instanceof long[] longs ? longs : null;
    }

    /** Null where it has values of another kind. */
    double @Nullable [] doubles(int at) {
        if (isEmpty(at)) {
            pieces[at / PIECE] = new double[length(at)];
        }
        return pieces[at / PIECE] instanceof double[] doubles ? doubles : null;
    }

    private boolean isEmpty(int at) {
        return pieces[at / PIECE] == null;
    }

    /** Takes values of any kind; has boxes for those that it had. */
    @Nullable Object[] objects(int at) {
        if (pieces[at / PIECE] instanceof Object[] objects) {
            return objects;
        }
        @Nullable Object[] boxed = new @Nullable Object[length(at)];
        for (int i = 0; i < boxed.length && !isEmpty(at); i++) {
            boxed[i] = get(at - within(at) + i);
        }
        pieces[at / PIECE] = boxed;
        return boxed;
    }
}
