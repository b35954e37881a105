package dev.carom.internal.results;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The results of {@code imapUnordered}: chunk by chunk as they end. */
public final class UnorderedResults<A, R> extends StreamedResults<A, R> {
    private final Set<StreamChunk> submitted = new HashSet<>();

    /** Those that have ended since the consumer looked, the last one on top. Takes no memory: an end cannot fail to be noted. */
    private final AtomicReference<@Nullable StreamChunk> ended = new AtomicReference<>();

    /** Those that ended before, in the order in which they did; of the consumer. */
    private @Nullable StreamChunk next;

    public UnorderedResults(
            PoolPort port, ChunkSubmitter<A> submitter, Iterable<? extends A> inputs, StreamOptions options) {
        super(port, submitter, inputs, options);
    }

    @Override
    StreamChunk chunk(int size, @Nullable String correlationId) {
        return new StreamChunk(size, correlationId, this::ended);
    }

    private void ended(StreamChunk chunk) {
        StreamChunk below;
        do {
            below = ended.get();
            chunk.neighbour = below;
        } while (!ended.compareAndSet(below, chunk));
        wakeAll();
    }

    @Override
    Collection<StreamChunk> outstanding() {
        return submitted;
    }

    @Override
    @Nullable StreamChunk take(long nanos) throws InterruptedException {
        if (next == null) {
            if (!await(port, () -> ended.get() != null, nanos)) {
                return null;
            }
            turnRound(ended.getAndSet(null));
        }
        StreamChunk taken = next;
        next = taken.neighbour;
        taken.neighbour = null;
        submitted.remove(taken);
        return taken;
    }

    @Override
    boolean isNextThere() {
        return next != null || ended.get() != null;
    }

    private void turnRound(@Nullable StreamChunk last) {
        StreamChunk rest = last;
        while (rest != null) {
            StreamChunk before = rest.neighbour;
            rest.neighbour = next;
            next = rest;
            rest = before;
        }
    }

    @Override
    void forget() {
        submitted.clear();
        ended.set(null);
        next = null;
    }

    @Override
    int characteristics() {
        return 0;
    }
}
