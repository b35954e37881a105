package dev.carom.internal.results;

import dev.carom.ApplyResult;
import dev.carom.TaskOptions;
import dev.carom.error.ResultDecodingException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What a task by itself and a map have in common: the life of a result. It is written down in one field, {@code phase},
 * that only moves forward:
 *
 * <pre>
 * null               pending
 *   -> Outcome         ended, not decoded    by end(): the first outcome wins
 *   -> Cancelled       settled               by end()
 * Outcome
 *   -> DECODING                              by the first thread that asks; others park
 * DECODING
 *   -> Value, Failed   settled; the payload is dropped
 * </pre>
 */
abstract class PendingResult<R> extends Waitable implements ApplyResult<R>, DelegatedStage<R> {
    private static final Object DECODING = new Object();
    private static final VarHandle PHASE;
    private static final VarHandle STAGE;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            PHASE = lookup.findVarHandle(PendingResult.class, "phase", Object.class);
            STAGE = lookup.findVarHandle(PendingResult.class, "stage", CompletableFuture.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final PoolPort port;
    private final Callbacks<R> callbacks;
    private volatile @Nullable Object phase;
    private volatile @Nullable CompletableFuture<R> stage;
    private volatile long workerPid = -1;

    PendingResult(PoolPort port, TaskOptions<? super R> options) {
        this.port = port;
        this.callbacks = new Callbacks<>(this, options);
    }

    /** Has been decoded to this. */
    private record Value(@Nullable Object value) {}

    /** Has been decoded to this. */
    private record Failed(Throwable cause) {}

    // ---- told by the pool

    final void noteAccepted(long pid) {
        workerPid = pid;
        callbacks.accepted(pid);
    }

    final @Nullable Throwable decideAcceptance(long pid) {
        workerPid = pid;
        return callbacks.decision(pid);
    }

    final void noteTimeout(boolean soft) {
        callbacks.timeoutPassed(soft);
    }

    /** Sets the outcome, wakes those that wait, and hands in the callbacks; returns whether it was the first. */
    final boolean end(Outcome outcome) {
        if (!PHASE.compareAndSet(this, null, outcome)) {
            return false;
        }
        ended();
        wakeAll();
        callbacks.ended();
        CompletableFuture<R> waiting = stage;
        if (waiting != null) {
            port.callback(() -> completeStage(waiting));
        }
        return true;
    }

    /** Called once, by the thread that set the outcome: drops what is needed no more. */
    abstract void ended();

    /** What a pending result waits for, for messages: "is queued". */
    abstract String progress();

    // ---- Future

    @Override
    public final boolean isDone() {
        return phase != null;
    }

    @Override
    public final boolean isCancelled() {
        return phase instanceof Outcome.Cancelled;
    }

    private boolean isSettled() {
        Object now = phase;
        return now instanceof Value || now instanceof Failed || now instanceof Outcome.Cancelled;
    }

    @Override
    public final R get() throws InterruptedException, ExecutionException {
        await();
        return report(settled());
    }

    @Override
    public final R get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        return getWithin(unit.toNanos(timeout));
    }

    @Override
    public final R get(Duration timeout) throws InterruptedException, ExecutionException, TimeoutException {
        return getWithin(Nanos.of(timeout));
    }

    private R getWithin(long nanos) throws InterruptedException, ExecutionException, TimeoutException {
        if (!await(port, this::isDone, nanos)) {
            throw new TimeoutException("no outcome within " + Nanos.describe(nanos) + ": " + describe());
        }
        return report(settled());
    }

    @Override
    public final void await() throws InterruptedException {
        if (phase == null) {
            await(port, this::isDone, Long.MAX_VALUE);
        }
    }

    @Override
    public final boolean await(Duration timeout) throws InterruptedException {
        return await(port, this::isDone, Nanos.of(timeout));
    }

    @Override
    public final R join() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    await();
                    return value(settled());
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public final boolean successful() {
        Object now = phase;
        if (now == null) {
            throw new IllegalStateException("there is no outcome yet: " + describe());
        }
        if (now == DECODING) {
            // Only a success takes long to decode, and it is one until decoding fails.
            return true;
        }
        return now instanceof Value || now instanceof Outcome.Success;
    }

    @Override
    public final boolean accepted() {
        return workerPid >= 0;
    }

    @Override
    public final OptionalLong workerPid() {
        long pid = workerPid;
        return pid < 0 ? OptionalLong.empty() : OptionalLong.of(pid);
    }

    @Override
    public final @Nullable String correlationId() {
        return callbacks.correlationId();
    }

    // ---- decoding

    /** The decoded outcome; decodes it here if no other thread has begun to. Only once it has ended. */
    private Object settled() throws InterruptedException {
        Object now = phase;
        if (now != DECODING && now instanceof Outcome outcome && !(now instanceof Outcome.Cancelled)
                && PHASE.compareAndSet(this, outcome, DECODING)) {
            Object decoded = decode(outcome);
            phase = decoded;
            wakeAll();
            return decoded;
        }
        if (!isSettled()) {
            park(this::isSettled, Long.MAX_VALUE); // for the thread that decodes, which needs no drive
        }
        return phase;
    }

    private static Object decode(Outcome outcome) {
        return outcome instanceof Outcome.Success success ? decode(success.payload()) : failed((Outcome.Failure) outcome);
    }

    private static Object decode(Payload payload) {
        try {
            return new Value(payload.decode());
        } catch (Throwable e) { // user code runs in decoding, and may throw any
            return new Failed(Decoding.failure(e));
        }
    }

    private static Failed failed(Outcome.Failure failure) {
        return new Failed(Decoding.cause(failure));
    }

    private R report(Object settled) throws ExecutionException {
        if (settled instanceof Failed failed) {
            throw new ExecutionException(failed.cause());
        }
        return value(settled);
    }

    private R value(Object settled) {
        if (settled instanceof Value decoded) {
            @SuppressWarnings("unchecked") // the worker's task returned it, and its type is R
            R value = (R) decoded.value();
            return value;
        }
        if (settled instanceof Failed failed) {
            throw Thrown.unchecked(failed.cause());
        }
        throw new CancellationException("the task was cancelled: " + describe());
    }
}
