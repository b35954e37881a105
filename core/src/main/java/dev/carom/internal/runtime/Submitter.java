package dev.carom.internal.runtime;

import dev.carom.ApplyResult;
import dev.carom.MapResult;
import dev.carom.ResultIterator;
import dev.carom.Task;
import dev.carom.TaskOptions;
import dev.carom.error.PayloadTooLargeException;
import dev.carom.error.QueueFullException;
import dev.carom.error.TaskEncodingException;
import dev.carom.internal.codec.EncodedFunction;
import dev.carom.internal.codec.TaskEncoder;
import dev.carom.internal.engine.EngineTask;
import dev.carom.internal.engine.Event;
import dev.carom.internal.results.ChunkSubmitter;
import dev.carom.internal.results.InFlight;
import dev.carom.internal.results.MapChunk;
import dev.carom.internal.results.MapTask;
import dev.carom.internal.results.OrderedResults;
import dev.carom.internal.results.Outcome;
import dev.carom.internal.results.PendingResult;
import dev.carom.internal.results.PoolPort;
import dev.carom.internal.results.Source;
import dev.carom.internal.results.StreamOptions;
import dev.carom.internal.results.Submission;
import dev.carom.internal.results.TaskResult;
import dev.carom.internal.results.Thrown;
import dev.carom.internal.results.UnorderedResults;
import dev.carom.internal.wire.EncodedTask;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Takes tasks: checks what is asked of them, encodes them on the caller's thread, and hands them to the engine. */
public final class Submitter {
    /** Chunks for each worker, where the user does not say how large they are. */
    private static final int CHUNKS_EACH = 4;

    /** What is larger does not stay in a processor's cache while it is encoded, read, run and written back. */
    private static final int LARGEST_CHUNK = 1 << 16;

    private static final int LEAST_LOOK_AHEAD = 16;

    private final RuntimeConfig config;
    private final EngineGate gate;
    private final TaskEncoder encoder;
    private final Admission admission;
    private final PoolPort port;
    private final @Nullable Keeper keeper;

    /** Those of tasks that ask for none of their own. */
    private final Outgoing.Terms poolTerms;

    Submitter(
            RuntimeConfig config,
            EngineGate gate,
            TaskEncoder encoder,
            Admission admission,
            CallbackQueue callbacks,
            PoolPort port) {
        this.config = config;
        this.gate = gate;
        this.encoder = encoder;
        this.admission = admission;
        this.port = port;
        this.poolTerms = Outgoing.Terms.of(TaskOptions.defaults(), config.timeouts(), config.admission().putLocks());
        this.keeper = config.threads() ? new Keeper(config.name(), gate, callbacks) : null;
    }

    // ---- one task

    public <R> ApplyResult<R> applyAsync(Task<? extends R, ?> task, TaskOptions<? super R> options) {
        TaskResult<R> result = result(options);
        Outgoing.Terms terms = checked(task, options);
        try {
            enterAndWait(outgoing(result, encoder.encode(task), terms));
            return result;
        } catch (InterruptedException e) {
            throw interruptedInSlot(e);
        }
    }

    public <R, X extends Exception> R apply(Task<R, X> task, TaskOptions<? super R> options) throws X, InterruptedException {
        TaskResult<R> result = result(options);
        Outgoing.Terms terms = checked(task, options);
        // Nothing of the caller's runs then before the task was sent for the last time, so its arrays stay as they are.
        boolean lent = options.maxDeliveries() == 1 && options.acceptCallback() == null;
        EncodedTask payload = lent ? encoder.encodeLent(task) : encoder.encode(task);
        try {
            CalledOutgoing call = called(result, payload, terms);
            Source source = null;
            if (port.hostDriven()) {
                gate.submit(call);
            } else {
                source = gate.submitAndBorrow(call);
            }
            entered();
            return await(result, source);
        } catch (Throwable e) {
            payload.letGo();
            throw e;
        }
    }

    private void enterAndWait(Outgoing outgoing) throws InterruptedException {
        enter(outgoing);
        awaitWhereFull(outgoing, TimeLimit.NONE);
    }

    /** Waits for the outcome of a task that was entered although there was no room for it. Interrupted, it cancels. */
    void awaitWhereFull(Outgoing outgoing, TimeLimit time) throws InterruptedException {
        if (outgoing instanceof AwaitedOutgoing awaited) {
            try {
                awaited.await(port, time);
            } catch (InterruptedException e) {
                port.cancel(outgoing.submission(), true);
                throw e;
            }
        }
    }

    /**
     * Enters the task of a result that is there already; {@link #awaitWhereFull} is to follow.
     *
     * @throws TimeoutException if there was no slot or no room for it in time
     */
    <R> Outgoing enter(TaskResult<R> result, Task<? extends R, ?> task, TaskOptions<? super R> options, TimeLimit time)
            throws InterruptedException, TimeoutException {
        Outgoing.Terms terms = checked(task, options);
        Outgoing outgoing = outgoing(result, encoder.encode(task), terms, time);
        enter(outgoing);
        return outgoing;
    }

    private <R> TaskResult<R> result(TaskOptions<? super R> options) {
        Objects.requireNonNull(options, "options");
        return new TaskResult<>(port, options);
    }

    /** The terms of this task, which may be submitted. */
    private Outgoing.Terms checked(Task<?, ?> task, TaskOptions<?> options) {
        Objects.requireNonNull(task, "task");
        refuse(options.chunkSize() > 0, "chunkSize is for maps, not for a single task");
        refuse(options.lookAhead() > 0, "lookAhead is for imap and imapUnordered, not for a single task");
        Outgoing.Terms terms = terms(options);
        admission.requireOpen();
        return terms;
    }

    // ---- many inputs

    public <A, R> MapResult<R> mapAsync(
            Task.Of1<? super A, ? extends R, ?> task, Iterable<? extends A> inputs, TaskOptions<? super List<R>> options) {
        try {
            return mapNow(task, inputs, options);
        } catch (InterruptedException e) {
            throw interruptedInSlot(e);
        }
    }

    public <A, R, X extends Exception> List<R> map(
            Task.Of1<A, R, X> task, Iterable<? extends A> inputs, TaskOptions<? super List<R>> options)
            throws X, InterruptedException {
        return await(this.<A, R>mapNow(task, inputs, options), null);
    }

    private <A, R> MapTask<R> mapNow(
            Task.Of1<? super A, ? extends R, ?> task, Iterable<? extends A> inputs, TaskOptions<? super List<R>> options)
            throws InterruptedException {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(inputs, "inputs");
        Objects.requireNonNull(options, "options");
        refuse(options.lookAhead() > 0, "lookAhead is for imap and imapUnordered, not for map");
        Outgoing.Terms terms = terms(options);
        admission.requireOpen();
        Inputs all = Inputs.of(inputs);
        int chunkSize = chunkSize(options, all.size());
        MapTask<R> map = MapTask.of(port, options, all.size(), chunkSize);
        if (all.size() == 0) {
            return map;
        }
        admission.requirePlaces(map.chunks().size());
        EncodedFunction function = encoder.encodeFunction(task);
        @Nullable Object[] part = new @Nullable Object[Math.min(chunkSize, all.size())];
        long bytes = 0;
        try {
            for (MapChunk chunk : map.chunks()) {
                all.copy(chunk.from(), chunk.size(), part);
                EncodedTask payload = encoder.encodeChunk(function, part, 0, chunk.size());
                bytes += payload.size();
                enterAndWait(outgoing(chunk, payload, terms));
            }
        } catch (QueueFullException e) {
            map.discard();
            throw admission.fullOfMap(bytes, e);
        } catch (InterruptedException | RuntimeException | Error e) {
            map.discard();
            throw e;
        }
        return map;
    }

    private int chunkSize(TaskOptions<?> options, int inputs) {
        if (options.chunkSize() > 0) {
            return options.chunkSize();
        }
        int wanted = Math.max(CHUNKS_EACH * gate.target(), MapTask.parts(inputs, LARGEST_CHUNK));
        return Math.max(1, MapTask.parts(inputs, admission.placesFor(wanted)));
    }

    public <A, R> ResultIterator<R> imap(
            Task.Of1<? super A, ? extends R, ?> task,
            Iterable<? extends A> inputs,
            TaskOptions<?> options,
            boolean ordered) {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(inputs, "inputs");
        Objects.requireNonNull(options, "options");
        refuse(options.callback() != null || options.errorCallback() != null || options.acceptCallback() != null
                || options.timeoutCallback() != null, "imap hands out results as they come: it takes no callbacks");
        Outgoing.Terms terms = terms(options);
        admission.requireOpen();
        EncodedFunction function = encoder.encodeFunction(task);
        ChunkSubmitter<A> chunks = (part, chunk) -> {
            EncodedTask payload;
            try {
                payload = encoder.encodeChunk(function, part.toArray(new Object[0]), 0, part.size());
            } catch (TaskEncodingException | PayloadTooLargeException e) {
                chunk.complete(new Outcome.Failure(() -> e));
                return;
            }
            admission.requireOpen();
            enter(outgoing(chunk, payload, terms));
        };
        int lookAhead = options.lookAhead() > 0
                ? options.lookAhead()
                : Math.max(LEAST_LOOK_AHEAD, CHUNKS_EACH * gate.target());
        StreamOptions how = new StreamOptions(Math.max(1, options.chunkSize()), lookAhead, options.correlationId());
        return ordered
                ? new OrderedResults<>(port, chunks, inputs, how)
                : new UnorderedResults<>(port, chunks, inputs, how);
    }

    // ---- all

    private CalledOutgoing called(Submission submission, EncodedTask payload, Outgoing.Terms terms) throws InterruptedException {
        admission.admit(payload.size(), terms.holdsSlot());
        try {
            CalledOutgoing call = new CalledOutgoing(submission, payload, terms);
            submission.bind(call);
            return call;
        } catch (Error e) {
            admission.giveBack(payload.size(), terms.holdsSlot());
            throw e;
        }
    }

    private Outgoing outgoing(Submission submission, EncodedTask payload, Outgoing.Terms terms) throws InterruptedException {
        return outgoing(submission, payload, terms, admission.admit(payload.size(), terms.holdsSlot()));
    }

    private Outgoing outgoing(Submission submission, EncodedTask payload, Outgoing.Terms terms, TimeLimit time)
            throws InterruptedException, TimeoutException {
        return outgoing(submission, payload, terms, admission.admit(payload.size(), terms.holdsSlot(), time));
    }

    private Outgoing outgoing(Submission submission, EncodedTask payload, Outgoing.Terms terms, boolean full) {
        try {
            Outgoing outgoing = full
                    ? new AwaitedOutgoing(submission, payload, terms)
                    : new Outgoing(submission, payload, terms);
            submission.bind(outgoing);
            return outgoing;
        } catch (Error e) {
            admission.giveBack(payload.size(), terms.holdsSlot());
            throw e;
        }
    }

    private void enter(Outgoing outgoing) {
        gate.submit(outgoing);
        entered();
    }

    private void entered() {
        if (keeper != null) {
            keeper.submitted();
        }
    }

    private Outgoing.Terms terms(TaskOptions<?> options) {
        boolean own = options.softTimeout() != null || options.timeout() != null || options.stallTimeout() != null
                || options.lostWorkerTimeout() != null || options.waitForSlot() != null
                || options.maxDeliveries() != poolTerms.maxDeliveries();
        return own ? Outgoing.Terms.of(options, config.timeouts(), poolTerms.holdsSlot()) : poolTerms;
    }

    private static void refuse(boolean wrong, String why) {
        if (wrong) {
            throw new IllegalArgumentException(why);
        }
    }

    boolean takesWork() {
        return admission.isOpen();
    }

    /** Has those who wait for the executor's end look again when the pool takes no more tasks. */
    void closesWith(InFlight executor) {
        admission.closesWith(executor);
    }

    /** The pool has ended. */
    void close() throws InterruptedException {
        if (keeper != null) {
            keeper.close();
        }
    }

    void sendAck(ApplyResult<?> job, boolean start) {
        if (config.confirmation() == null) {
            throw new IllegalStateException("pool " + config.name() + " was built without synack(true)");
        }
        if (!(job instanceof Submission submission)) {
            throw new IllegalArgumentException("only single tasks are confirmed, not " + job);
        }
        if (submission.bound() instanceof EngineTask task) {
            gate.request(new Event.Confirm(task, 0, start, null));
        }
    }

    /** Waits, by reading from the source where there is one, and throws what ended the task by its own type. */
    private static <R, X extends Exception> R await(PendingResult<R> result, @Nullable Source source)
            throws X, InterruptedException {
        try {
            if (source != null) {
                result.awaitFrom(source);
            }
            return result.get();
        } catch (InterruptedException e) {
            result.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            @Nullable Throwable cause = e.getCause();
            throw Thrown.<RuntimeException>asItIs(cause == null ? e : cause); // what the task declares, or the pool's own
        }
    }

    private static CancellationException interruptedInSlot(InterruptedException cause) {
        Thread.currentThread().interrupt();
        CancellationException cancelled = new CancellationException("interrupted while it waited for a slot, or for room in the queue");
        cancelled.initCause(cause);
        return cancelled;
    }
}
