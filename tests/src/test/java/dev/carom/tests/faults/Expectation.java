package dev.carom.tests.faults;

import dev.carom.tests.faults.Fault.Kind;
import dev.carom.tests.faults.Point.Phase;
import java.util.EnumSet;
import java.util.Set;

/**
 * What the guarantees say of a task when a fault strikes its worker: the rules of the matrix, written once.
 *
 * @param endings how the task may end
 * @param least how often its code began, at least
 * @param most how often its code began, at most
 */
record Expectation(Set<Ending> endings, int least, int most) {
    /** How a task ended. */
    enum Ending {
        /** With its own result. */
        RESULT,
        /** As {@code WorkerLostException}. */
        LOST,
        /** As {@code TimeLimitExceededException}. */
        TIMED_OUT,
        /** With the Error that its code threw. */
        FAILED,
        /** As {@code TaskDecodingException}. */
        UNDECODABLE
    }

    /** For a task that may be delivered once. */
    static Expectation of(Point point, Fault fault) {
        boolean begun = point.phase.compareTo(Phase.RUN) >= 0;
        boolean unreadable = fault == Fault.GARBAGE_ON_SOCKET;
        if (point.phase == Phase.NOT_ACCEPTED && unreadable) {
            // What follows garbage is not read, so nobody knows whether the task was accepted: it is not run again.
            // After READY it may not have been sent yet.
            Set<Ending> endings = point == Point.AFTER_READY
                    ? EnumSet.of(Ending.LOST, Ending.RESULT)
                    : EnumSet.of(Ending.LOST);
            return new Expectation(endings, 0, 1);
        }
        if (point.phase == Phase.REPORTED || point.phase.compareTo(Phase.ACCEPTED) < 0 || fault.kind == Kind.RESUMES) {
            // Nothing had begun, so another worker does it; or all was done; or it goes on.
            return new Expectation(EnumSet.of(Ending.RESULT), 1, 1);
        }
        int least = begun ? 1 : 0;
        return switch (fault.kind) {
            case DIES -> new Expectation(EnumSet.of(Ending.LOST), least, least);
            case HANGS -> new Expectation(EnumSet.of(Ending.TIMED_OUT), least, least);
            case THROWS -> new Expectation(EnumSet.of(thrown(point)), least, least);
            // The worker goes on until it is killed or misses its channel.
            case BREAKS_CHANNEL -> new Expectation(EnumSet.of(Ending.LOST), least, 1);
            case RESUMES -> throw new IllegalStateException("has its result, see above");
        };
    }

    /** An Error in the worker's own code ends the worker. */
    private static Ending thrown(Point point) {
        if (!point.isUserCode()) {
            return Ending.LOST;
        }
        return point == Point.DECODING ? Ending.UNDECODABLE : Ending.FAILED;
    }

    /** Cells that say nothing. */
    static boolean makesSense(Point point, Fault fault) {
        // Within a frame that is being written, garbage is its contents: no protocol can tell.
        return !(fault == Fault.GARBAGE_ON_SOCKET && (point == Point.IN_RESULT || point == Point.IN_RESULT_BLOCK));
    }
}
