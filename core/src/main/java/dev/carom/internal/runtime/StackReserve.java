package dev.carom.internal.runtime;

/**
 * Stack for what must not stop half-way. A StackOverflowError within a step of the engine, or between a task's entry and its
 * way to a worker, would leave the pool in no state at all; so the threads of callers, whose stacks may be almost full, are
 * made to fail before.
 */
final class StackReserve {
    /** Several times what a step takes, with the actions that follow from it, also where nothing is compiled yet. */
    private static final int LEVELS = 48;

    private static final long[] ZEROS = new long[32];

    private StackReserve() {}

    /**
     * Returns if there is enough.
     *
     * @throws StackOverflowError if there is not
     */
    static void require() {
        require(LEVELS);
    }

    /** Returns if there is enough for a {@link #require()} further on to return, too. */
    static void requireTwice() {
        require(2 * LEVELS);
    }

    private static void require(int levels) {
        if (descend(levels, ZEROS) != levels) {
            throw new AssertionError("levels were left out");
        }
    }

    /**
     * Few frames, and large ones, are faster than many: one is as large as what its method has to keep across a call anywhere,
     * although the last call alone keeps so much. The addition keeps each call a call.
     */
    private static long descend(int levels, long[] z) {
        if (levels > 0) {
            return descend(levels - 1, z) + 1;
        }
        long a = z[0], b = z[1], c = z[2], d = z[3], e = z[4], f = z[5], g = z[6], h = z[7];
        long i = z[8], j = z[9], k = z[10], l = z[11], m = z[12], n = z[13], o = z[14], p = z[15];
        long q = z[16], r = z[17], s = z[18], t = z[19], u = z[20], v = z[21], w = z[22], x = z[23];
        long y = z[24], aa = z[25], bb = z[26], cc = z[27], dd = z[28], ee = z[29], ff = z[30], gg = z[31];
        if (levels == 0) {
            descend(-1, z);
        }
        return a + b + c + d + e + f + g + h + i + j + k + l + m + n + o + p
                + q + r + s + t + u + v + w + x + y + aa + bb + cc + dd + ee + ff + gg;
    }
}
