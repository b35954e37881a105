package dev.carom.internal.runtime;

import dev.carom.error.InitializerException;
import dev.carom.error.LaunchException;
import dev.carom.error.PayloadTooLargeException;
import dev.carom.error.PoisonTaskException;
import dev.carom.error.PoolClosedException;
import dev.carom.error.RefusedTaskException;
import dev.carom.error.RestartFreqExceededException;
import dev.carom.error.ResultEncodingException;
import dev.carom.error.TaskDecodingException;
import dev.carom.error.TaskStack;
import dev.carom.error.TerminatedException;
import dev.carom.error.TimeLimitExceededException;
import dev.carom.error.WorkerLostException;
import dev.carom.error.WorkerStartException;
import dev.carom.internal.codec.ResultDecoder;
import dev.carom.internal.codec.UnusableCodecException;
import dev.carom.internal.engine.Breakage;
import dev.carom.internal.engine.Outcome;
import dev.carom.internal.text.CountText;
import dev.carom.internal.text.DurationText;
import dev.carom.internal.wire.BodyReader;
import dev.carom.internal.wire.ProtocolException;
import dev.carom.internal.wire.StackDump;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns the engine's outcomes into what results hold. Exceptions are made on the thread that asks for the result, one for
 * each result.
 */
final class Outcomes {
    private final String pool;
    private final boolean initializes;
    private final ResultDecoder decoder;
    private final long maxPayload;
    private final Fates fates;
    private final EndCall endCall;
    private final dev.carom.internal.results.Outcome lost;

    /** What has become of a worker, as half a sentence. */
    interface Fates {
        /** That with this process id was killed. */
        String killed(long pid);

        /** To that with this process id this signal was sent. */
        String signalled(int signal, long pid);
    }

    /** @param initializes whether the pool has an initializer */
    Outcomes(String pool, boolean initializes, ResultDecoder decoder, long maxPayload, Fates fates, EndCall endCall) {
        this.fates = fates;
        this.endCall = endCall;
        this.pool = pool;
        this.initializes = initializes;
        this.decoder = decoder;
        this.maxPayload = maxPayload;
        this.lost = failure(() -> new PoolClosedException("pool " + pool + " could not hand over the outcome of the task, which"
                + " may have run, and was terminated for that; is this JVM out of memory? the log has what followed", null, true));
    }

    /** @param lostDeliveries how many attempts of the task have lost their worker before, and may have run */
    dev.carom.internal.results.Outcome of(Outcome outcome, int lostDeliveries) {
        if (outcome instanceof SmallAnswer small) {
            return small;
        } else if (outcome instanceof dev.carom.internal.results.Outcome.Success answer) {
            return answer;
        } else if (outcome instanceof WorkerReply o) {
            return reported(o, lostDeliveries);
        } else if (outcome instanceof Outcome.Cancelled) {
            return new dev.carom.internal.results.Outcome.Cancelled();
        }
        return failure(() -> exception(outcome));
    }

    private dev.carom.internal.results.Outcome reported(WorkerReply reply, int lostDeliveries) {
        return switch (reply.type()) {
            case FAILURE -> failure(() -> decoder.decodeThrowable(reply.read()));
            case UNDECODABLE -> failure(() -> undecodable(reply.read(), lostDeliveries));
            case UNENCODABLE -> failure(() -> unencodable(reply.read()));
            case TOO_LARGE -> failure(() -> new PayloadTooLargeException(true, reply.read().getLong(), maxPayload));
            default -> throw new IllegalArgumentException("no outcome is reported by " + reply.type());
        };
    }

    /** Of a task whose outcome could not be told. */
    dev.carom.internal.results.Outcome lostByABug(Throwable bug) {
        return failure(() -> new PoolClosedException("pool " + pool + " could not hand over the outcome of the task, which may"
                + " have run, and was terminated for that: " + bug + "; see the cause, and the log for what followed", bug, true));
    }

    /** As that, made ahead, where there is no memory to say more. */
    dev.carom.internal.results.Outcome lost() {
        return lost;
    }

    private static dev.carom.internal.results.Outcome failure(Supplier<? extends Throwable> cause) {
        return new dev.carom.internal.results.Outcome.Failure(cause);
    }

    /** What a task reported. */
    @Nullable Object progress(byte[] report) {
        return decoder.decode(ByteBuffer.wrap(report));
    }

    private Throwable undecodable(ByteBuffer body, int lostDeliveries) {
        Throwable cause = decoder.decodeThrowable(body);
        String before = lostDeliveries == 0
                ? ""
                : ", which had lost " + CountText.of(lostDeliveries, "worker", "workers") + " before";
        return new TaskDecodingException("the worker could not decode the task" + before + ": " + cause + "; "
                + MissingClass.explain(cause), cause, lostDeliveries > 0);
    }

    private Throwable unencodable(ByteBuffer body) {
        try {
            String reason = new BodyReader(body).string("reason");
            return new ResultEncodingException(reason, decoder.decodeThrowable(body));
        } catch (ProtocolException e) {
            return new ResultEncodingException("the result could not be encoded, and the worker's reason not be read", e);
        }
    }

    private Throwable exception(Outcome outcome) {
        if (outcome instanceof Outcome.TimedOut o) {
            return new TimeLimitExceededException(o.stalled(), nanos(o.elapsed()), nanos(o.limit()), o.pid(), fate(o),
                    stack(o.stack()));
        } else if (outcome instanceof Outcome.Terminated o) {
            return new TerminatedException(o.signal(), o.pid(), o.mayHaveRun(), fates.signalled(o.signal(), o.pid()));
        } else if (outcome instanceof Outcome.Lost o) {
            return o.poison()
                    ? PoisonTaskException.delivered(o.certificates())
                    : new WorkerLostException(o.certificates().get(o.certificates().size() - 1), stack(o.stack()));
        } else if (outcome instanceof Outcome.Unaccepted o) {
            return PoisonTaskException.unaccepted(o.certificates(), o.mayHaveRun());
        } else if (outcome instanceof Outcome.Refused o) {
            return refused(o);
        } else if (outcome instanceof Outcome.PoolClosed o) {
            return endCall.unfinished(o.mayHaveRun());
        } else if (outcome instanceof Outcome.PoolBroken o) {
            return broken(o.breakage());
        }
        throw new IllegalArgumentException("unknown outcome " + outcome);
    }

    private String fate(Outcome.TimedOut o) {
        String before = o.soft() == 0 ? "" : "its soft limit of " + DurationText.ofNanos(o.soft()) + " had struck, and did not end it; ";
        String noStack = o.stack() != null || o.stackWait() == 0
                ? ""
                : "; its stack did not come within " + DurationText.ofNanos(o.stackWait()) + " (stackWait): its process was stopped,"
                        + " out of memory or too busy";
        return before + fates.killed(o.pid()) + noStack;
    }

    private static RefusedTaskException refused(Outcome.Refused outcome) {
        Throwable cause = outcome.cause();
        if (cause != null) {
            return new RefusedTaskException("the accept callback refused the task: " + cause, cause, outcome.mayHaveRun());
        }
        String again = outcome.mayHaveRun() ? " again" : "";
        return new RefusedTaskException(outcome.answered()
                ? "sendAck refused the task, so it was not started" + again
                : "the task was not confirmed in time, so it was not started" + again + "; see confirmTimeout", null,
                outcome.mayHaveRun());
    }

    /** What a task ends with that a broken pool cannot run. */
    RuntimeException broken(Breakage breakage) {
        if (breakage instanceof Breakage.TooManyRestarts b) {
            return new RestartFreqExceededException("pool " + pool + " is broken: "
                    + CountText.of(b.restarts(), "worker", "workers") + " died within " + DurationText.ofNanos(b.window())
                    + ", and maxRestarts allows " + b.allowed() + "; make a new pool once the cause is mended, or one that allows"
                    + " more (maxRestarts, maxRestartFrequency); last: " + b.last(), null);
        }
        Breakage.CannotStart b = (Breakage.CannotStart) breakage;
        String message = "pool " + pool + " is broken: " + b.reason();
        if (b.cause() instanceof WorkerReply reply) {
            Throwable cause = decoder.decodeThrowable(reply.read());
            if (cause instanceof UnusableCodecException) {
                return new WorkerStartException("pool " + pool + " is broken: " + cause.getMessage(), cause.getCause());
            }
            return new InitializerException(message + ": " + cause, cause);
        }
        if (b.cause() instanceof LaunchException cause) {
            return new LaunchException(message, cause);
        }
        return b.initializing() && initializes
                ? new InitializerException(message + "\nIts initializer ran then: it must return, in less than startTimeout",
                        null)
                : new WorkerStartException(message, null);
    }

    private static @Nullable TaskStack stack(@Nullable Object stack) {
        return stack instanceof StackDump dump
                ? new TaskStack(dump.thread(), dump.frames().toArray(StackTraceElement[]::new))
                : null;
    }

    private static Duration nanos(long nanos) {
        return Duration.of(nanos, TimeUnit.NANOSECONDS.toChronoUnit());
    }
}
