package dev.carom.internal.results;

import dev.carom.ResultIterator;
import dev.carom.error.QueueFullException;
import dev.carom.internal.text.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterators;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What ordered and unordered iterators have in common: pulls the inputs into chunks, keeps {@code lookAhead} of them
 * submitted, and hands out their answers. Only the consumer's thread touches it; other threads complete the chunks.
 */
abstract class StreamedResults<A, R> extends Waitable implements ResultIterator<R> {
    final PoolPort port;
    private final ChunkSubmitter<A> submitter;
    private final StreamOptions options;

    /** Null once all was pulled that will be. */
    private @Nullable Iterable<? extends A> inputs;

    private @Nullable Iterator<? extends A> input;

    /** Pulled but not submitted, as the pool's queue was full, or the thread was interrupted while it waited. */
    private @Nullable List<A> unsent;

    /** What ends the iteration, once all that was submitted before it has been handed out. */
    private @Nullable Throwable failure;

    private @Nullable ChunkCursor current;

    /** Whether a loop over it was begun. */
    private boolean iterated;

    private boolean closed;

    StreamedResults(PoolPort port, ChunkSubmitter<A> submitter, Iterable<? extends A> inputs, StreamOptions options) {
        this.port = port;
        this.submitter = submitter;
        this.inputs = inputs;
        this.options = options;
    }

    /** A chunk that tells this iterator, where it needs to know, that it has ended. */
    abstract StreamChunk chunk(int size, @Nullable String correlationId);

    /** The chunks that were submitted and not taken. */
    abstract Collection<StreamChunk> outstanding();

    /** Waits for the chunk whose answers come next, and takes it from the outstanding ones; null when time is over. */
    abstract @Nullable StreamChunk take(long nanos) throws InterruptedException;

    /** Whether that would come at once. */
    abstract boolean isNextThere();

    /** Lets go of all chunks. */
    abstract void forget();

    /** Of the stream. */
    abstract int characteristics();

    // ---- asked by the user

    @Override
    public final Iterator<R> iterator() {
        if (iterated) {
            throw new IllegalStateException("the results of imap are handed out once, and a loop over them was begun before; go on"
                    + " with hasNext() and next(), or keep them in a list");
        }
        iterated = true;
        return this;
    }

    @Override
    public final boolean hasNext() {
        try {
            return more();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public final R next() {
        try {
            boolean come;
            do {
                come = advance(Long.MAX_VALUE);
            } while (!come);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        return handOut(); // not above: an input may have failed by an InterruptedException of its own
    }

    @Override
    public final R next(Duration timeout) throws InterruptedException, TimeoutException {
        long nanos = Nanos.of(timeout);
        if (advance(nanos)) {
            return handOut();
        }
        throw new TimeoutException("the next result did not come within " + DurationText.ofNanos(nanos) + "; "
                + outstanding().size() + " chunks are submitted and not handed out");
    }

    @Override
    public final Stream<R> stream() {
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(this, characteristics()), false)
                .onClose(this::close);
    }

    @Override
    public final void close() {
        closed = true;
        stopPulling();
        unsent = null;
        failure = null;
        current = null;
        for (StreamChunk chunk : outstanding()) {
            if (!chunk.hasEnded()) {
                port.discard(chunk);
                chunk.complete(Outcome.Cancelled.INSTANCE); // what it still answers is kept by nobody
            }
        }
        forget();
    }

    // ---- handing out

    private boolean more() throws InterruptedException {
        if (current != null && current.hasNext()) {
            return true;
        }
        submitAhead();
        return !outstanding().isEmpty() || failure != null;
    }

    /** Makes {@code current} have a next answer; returns whether that came in time. */
    private boolean advance(long nanos) throws InterruptedException {
        if (!more()) {
            throw new NoSuchElementException(closed ? "this iterator was closed" : "all results have been handed out");
        }
        if (current != null && current.hasNext()) {
            return true;
        }
        if (outstanding().isEmpty()) {
            current = ChunkCursor.last(failure);
            failure = null;
            return true;
        }
        current = null;
        StreamChunk next = take(nanos);
        if (next == null) {
            return false;
        }
        current = ChunkCursor.of(next.size(), next.outcome());
        return true;
    }

    @SuppressWarnings("unchecked") // the task returned it, and its type is R
    private R handOut() {
        return (R) current.next();
    }

    /** A plain iterator cannot throw an {@link InterruptedException}, so the flag is set again. */
    private static CancellationException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        CancellationException e = new CancellationException("interrupted while waiting for the next result");
        e.initCause(cause);
        return e;
    }

    // ---- pulling and submitting

    /** One chunk at least, so that workers have something to do; more only while there is nothing to hand out: inputs may be slow. */
    private void submitAhead() throws InterruptedException {
        boolean any = false;
        while ((inputs != null || unsent != null) && outstanding().size() < options.lookAhead() && !(any && isNextThere())) {
            any = true;
            List<A> batch = unsent != null ? unsent : pull();
            if (!batch.isEmpty() && !submit(batch)) {
                return;
            }
        }
    }

    /** The next inputs; fewer than make a chunk where they end, or where the input throws. */
    private List<A> pull() {
        List<A> batch = new ArrayList<>(Math.min(options.chunkSize(), 1024));
        try {
            if (input == null) {
                input = inputs.iterator();
            }
            while (batch.size() < options.chunkSize()) {
                if (!input.hasNext()) {
                    stopPulling();
                    break;
                }
                batch.add(input.next());
            }
        } catch (Throwable e) { // kept for its position
            stopPulling();
            failure = e;
        }
        return batch;
    }

    /** Returns false where the pool's queue is full: then the batch is kept until something was taken. */
    private boolean submit(List<A> batch) throws InterruptedException {
        StreamChunk chunk = chunk(batch.size(), options.correlationId());
        outstanding().add(chunk);
        try {
            submitter.submit(batch, chunk);
            unsent = null;
        } catch (InterruptedException e) {
            outstanding().remove(chunk);
            unsent = batch;
            throw e;
        } catch (QueueFullException e) {
            outstanding().remove(chunk);
            if (!outstanding().isEmpty()) {
                unsent = batch;
                return false;
            }
            fail(e);
        } catch (Throwable e) { // kept for its position, which is before that of what the input may have thrown
            outstanding().remove(chunk);
            fail(e);
        }
        return true;
    }

    private void fail(Throwable e) {
        unsent = null;
        stopPulling();
        failure = e;
    }

    private void stopPulling() {
        inputs = null;
        input = null;
    }
}
