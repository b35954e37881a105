package dev.carom.internal.runtime;

/** Until when a call may go on, from the moment it began. */
final class TimeLimit {
    /** For ever. */
    static final TimeLimit NONE = new TimeLimit(Long.MAX_VALUE);

    private final long nanos;
    private final long began = System.nanoTime();

    private TimeLimit(long nanos) {
        this.nanos = nanos;
    }

    /** @param nanos from now; {@code Long.MAX_VALUE} for ever */
    static TimeLimit in(long nanos) {
        return nanos == Long.MAX_VALUE ? NONE : new TimeLimit(nanos);
    }

    /** Nanoseconds, {@code Long.MAX_VALUE} for ever; 0 once it is over. */
    long left() {
        return nanos == Long.MAX_VALUE ? nanos : Math.max(0, nanos - (System.nanoTime() - began));
    }

    boolean isOver() {
        return left() == 0;
    }
}
