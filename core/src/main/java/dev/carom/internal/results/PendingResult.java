package dev.carom.internal.results;

import dev.carom.ApplyResult;
import dev.carom.TaskOptions;
import dev.carom.internal.text.DurationText;
import dev.carom.internal.text.PrintableText;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What a task by itself and a map have in common: the life of a result. It is written down in one field, {@code phase}:
 *
 * <pre>
 * null       pending
 *   -> Outcome    ended, not decoded         by end(): the first outcome wins
 *   -> Settled    cancelled, or came decoded by end()
 * Outcome
 *   -> Underway   being decoded              by the first thread that asks; others park
 * Underway
 *   -> Settled    the payload is dropped     by that thread
 *   -> Outcome    that thread had no memory left to say how decoding went; the next may try
 * </pre>
 */
public abstract class PendingResult<R> extends Waitable implements ApplyResult<R>, DelegatedStage<R> {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();
    private static final VarHandle PHASE = handle(LOOKUP, PendingResult.class, "phase", Object.class);
    private static final VarHandle STAGE = handle(LOOKUP, PendingResult.class, "stage", CompletableFuture.class);
    private static final VarHandle WORKER_PID = handle(LOOKUP, PendingResult.class, "workerPid", long.class);

    final PoolPort port;
    private final TaskOptions<? super R> options;
    private final @Nullable Callbacks<R> callbacks;
    private volatile @Nullable Object phase;
    private volatile @Nullable CompletableFuture<R> stage;

    /** Of the worker that accepted it last, 0 before. Written by release alone, which is seen soon enough, without a fence. */
    private volatile long workerPid;

    PendingResult(PoolPort port, TaskOptions<? super R> options) {
        this.port = port;
        this.options = options;
        this.callbacks = Callbacks.of(this, options);
    }

    /** Is being decoded, and was this before. */
    private enum Underway {
        SUCCESS,
        FAILURE
    }

    // ---- told by the pool

    final boolean noteAcceptedUnheard(long pid) {
        if (callbacks != null) {
            return false;
        }
        WORKER_PID.setRelease(this, pid);
        return true;
    }

    final void noteAccepted(long pid) {
        WORKER_PID.setRelease(this, pid);
        if (callbacks != null) {
            callbacks.accepted(pid);
        }
    }

    final @Nullable Throwable decideAcceptance(long pid) {
        WORKER_PID.setRelease(this, pid);
        return callbacks == null ? null : callbacks.decision(pid);
    }

    final void noteTimeout(boolean soft) {
        if (callbacks != null) {
            callbacks.timeoutPassed(soft);
        }
    }

    final boolean wantsProgress() {
        return options.progressCallback() != null;
    }

    final void noteProgress(@Nullable Object value) {
        if (callbacks != null) {
            callbacks.progressed(value);
        }
    }

    /** Sets the outcome, wakes those that wait, and hands in the callbacks; returns whether it was the first. */
    final boolean end(Outcome outcome) {
        Object next = outcome instanceof Outcome.Cancelled ? Settled.Cancelled.CANCELLED : outcome;
        if (!PHASE.compareAndSet(this, null, next)) {
            return false;
        }
        wakeAll();
        try {
            ended();
            if (callbacks != null) {
                callbacks.ended();
            }
        } finally { // also where there was no memory for the callbacks
            CompletableFuture<R> waiting = stage;
            if (waiting != null) {
                hand(waiting);
            }
        }
        return true;
    }

    /** Has the future completed as a callback. */
    private void hand(CompletableFuture<R> waiting) {
        try {
            port.callback(() -> complete(waiting));
        } catch (Throwable e) { // no memory for the callback: then by this thread, as nobody else will
            waiting.completeExceptionally(e);
            throw e;
        }
    }

    /** Called once, by the thread that set the outcome: drops what is needed no more. */
    abstract void ended();

    /** Where a pending result stands, for messages, as "queued". */
    abstract String progress();

    // ---- Future

    @Override
    public final boolean isDone() {
        return phase != null;
    }

    @Override
    public final boolean isCancelled() {
        return phase == Settled.Cancelled.CANCELLED;
    }

    @Override
    public final R get() throws InterruptedException, ExecutionException {
        await();
        return report(settled());
    }

    @Override
    public final R get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        return getWithin(Nanos.of(timeout, unit));
    }

    @Override
    public final R get(Duration timeout) throws InterruptedException, ExecutionException, TimeoutException {
        return getWithin(Nanos.of(timeout));
    }

    private R getWithin(long nanos) throws InterruptedException, ExecutionException, TimeoutException {
        if (!await(port, this::isDone, nanos)) {
            throw new TimeoutException("no outcome within " + DurationText.ofNanos(nanos) + ": " + this);
        }
        return report(settled());
    }

    @Override
    public final void await() throws InterruptedException {
        while (phase == null) {
            await(port, this::isDone, Long.MAX_VALUE);
        }
    }

    /** Reads the outcome from the source as long as that may bring it; if it does not, {@code get} waits for another way. */
    public final void awaitFrom(Source source) throws InterruptedException {
        awaitFrom(source, this::isDone);
    }

    @Override
    public final boolean await(Duration timeout) throws InterruptedException {
        return await(port, this::isDone, Nanos.of(timeout));
    }

    @Override
    public final R join() {
        Settled settled = settledInAnyCase();
        if (settled instanceof Settled.Failed failed) {
            throw Thrown.unchecked(failed.cause());
        }
        return value(settled);
    }

    /** False for a success too, once it was asked for and could not be decoded. */
    @Override
    public final boolean successful() {
        Object now = phase;
        if (now == null) {
            throw new IllegalStateException("there is no outcome yet: " + this);
        }
        return now instanceof Settled.Value || now instanceof Outcome.Success || now == Underway.SUCCESS;
    }

    @Override
    public final boolean accepted() {
        return workerPid != 0;
    }

    @Override
    public final OptionalLong workerPid() {
        long pid = workerPid;
        return pid == 0 ? OptionalLong.empty() : OptionalLong.of(pid);
    }

    @Override
    public final @Nullable String correlationId() {
        return options.correlationId();
    }

    private R report(Settled settled) throws ExecutionException {
        if (settled instanceof Settled.Failed failed) {
            throw Thrown.wrapped(failed.cause(), ExecutionException::new);
        }
        return value(settled);
    }

    @SuppressWarnings("unchecked") // the task returned it, and its type is R
    private R value(Settled settled) {
        if (settled instanceof Settled.Value decoded) {
            return (R) decoded.value();
        }
        throw Settled.Cancelled.CANCELLED.exception();
    }

    // ---- decoding

    /** The decoded outcome, once it has ended; decodes it here if no other thread has begun to. */
    private Settled settled() throws InterruptedException {
        while (true) {
            Object now = phase;
            if (now instanceof Settled settled) {
                return settled;
            }
            if (now instanceof Outcome outcome) {
                Underway next = outcome instanceof Outcome.Success ? Underway.SUCCESS : Underway.FAILURE;
                if (PHASE.compareAndSet(this, outcome, next)) {
                    return settle(outcome);
                }
            } else {
                park(() -> !(phase instanceof Underway), Long.MAX_VALUE); // decoding needs no drive of the pool
            }
        }
    }

    private Settled settle(Outcome outcome) {
        Object next = outcome;
        try {
            Settled settled = Decoding.settle(outcome);
            next = settled;
            return settled;
        } finally {
            phase = next;
            wakeAll();
        }
    }

    /** As {@code get}, interrupted or not. */
    final Settled settledInAnyCase() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    await();
                    return settled();
                } catch (InterruptedException e) {
                    interrupted = true; // handed on below
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    // ---- CompletionStage

    @Override
    public final CompletionStage<R> stage() {
        CompletableFuture<R> present = stage;
        if (present != null) {
            return present;
        }
        CompletableFuture<R> made = new CompletableFuture<>();
        if (!STAGE.compareAndSet(this, null, made)) {
            return stage();
        }
        // From here on end() sees it. Where it came before, what is asked of the stage happens at once, on this thread.
        if (phase instanceof Underway) {
            port.callback(() -> complete(made));
        } else if (phase != null) {
            complete(made);
        }
        return made;
    }

    @SuppressWarnings("unchecked") // the task returned it, and its type is R
    private void complete(CompletableFuture<R> waiting) {
        Settled settled = settledInAnyCase();
        if (settled instanceof Settled.Value decoded) {
            waiting.complete((R) decoded.value());
        } else if (settled instanceof Settled.Failed failed) {
            waiting.completeExceptionally(failed.cause());
        } else {
            waiting.completeExceptionally(Settled.Cancelled.CANCELLED.exception());
        }
    }

    @Override
    public final CompletableFuture<R> toCompletableFuture() {
        return new ResultFuture<>(this);
    }

    @Override
    public final String toString() {
        Object now = phase;
        String state = now == null
                ? progress()
                : now == Settled.Cancelled.CANCELLED ? "cancelled" : successful() ? "succeeded" : "failed";
        String id = correlationId();
        long pid = workerPid;
        return getClass().getSimpleName() + "[" + state + (id == null ? "" : ", correlationId=" + PrintableText.of(id))
                + (pid == 0 ? "" : ", pid=" + pid) + "]";
    }
}
