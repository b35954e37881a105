package dev.carom.internal.engine;

/**
 * What a worker did while nothing was heard of it, as far as the kernel knows.
 *
 * @param time of which this is known, in nanoseconds; 0 where it is not
 * @param stopped whether it was stopped in the end
 * @param ran processor time of all its threads within that time
 * @param waited how long its threads were ready to run within that time, and were not let
 */
record Silence(long time, boolean stopped, long ran, long waited) {
    /** Where that is not known. */
    static final String GUESS = "it was stopped (SIGSTOP), or the machine has too much to do";

    static final String UNKNOWN = "; " + GUESS;

    static Silence of(Event.Examined last) {
        return new Silence(0, last.stopped(), 0, 0);
    }

    /** A thread that has ended meanwhile is counted no more. */
    static Silence between(Event.Examined first, Event.Examined last, long time) {
        return new Silence(time, last.stopped(), Math.max(0, last.ran() - first.ran()),
                Math.max(0, last.waited() - first.waited()));
    }

    /** Whether it lacked nothing but a processor. */
    boolean isStarved() {
        return !stopped && time > 0 && waited >= time / 2;
    }

    /** Why nothing was heard of it, for a message. */
    String describe() {
        if (stopped) {
            return "; it was stopped, by SIGSTOP or a debugger";
        }
        return time == 0 ? UNKNOWN : "; of the last " + time / 1_000_000 + " ms its threads ran for " + ran / 1_000_000
                + " ms and waited for a processor, ready to run, for " + waited / 1_000_000 + " ms"
                + (isStarved() ? ": the machine has too much to do" : "");
    }
}
