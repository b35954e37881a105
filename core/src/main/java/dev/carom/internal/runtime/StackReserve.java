package dev.carom.internal.runtime;

/**
 * Stack for what must not stop half-way. A StackOverflowError within a step of the engine, or between a task's entry and its
 * way to a worker, would leave the pool in no state at all; so the threads of callers, whose stacks may be almost full, are
 * made to fail before.
 */
final class StackReserve {
    /** Several times what a step takes, with the actions that follow from it, also where nothing is compiled yet. */
    private static final int LEVELS = 256;

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
        if (descend(levels, 1, 2, 3) == 0) {
            throw new AssertionError("levels were left out");
        }
    }

    /** The numbers are there for the size of the frame, the addition keeps each call a call. */
    private static int descend(int levels, int a, int b, int c) {
        return levels == 0 ? a : descend(levels - 1, b, c, a) + 1;
    }
}
