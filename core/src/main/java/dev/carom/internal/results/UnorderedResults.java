package dev.carom.internal.results;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The results of {@code imapUnordered}: chunk by chunk as they end. */
public final class UnorderedResults<A, R> extends StreamedResults<A, R> {
    private final Set<StreamChunk> submitted = new HashSet<>();

    /** In the order in which they ended; holds as many as may be outstanding, so to add to it never blocks. */
    private final BlockingQueue<StreamChunk> ended = new LinkedBlockingQueue<>();

    public UnorderedResults(
            PoolPort port, ChunkSubmitter<A> submitter, Iterable<? extends A> inputs, StreamOptions options) {
        super(port, submitter, inputs, options);
    }

    @Override
    StreamChunk chunk(int size, @Nullable String correlationId) {
        return new StreamChunk(size, correlationId, ended::add);
    }

    @Override
    Collection<StreamChunk> outstanding() {
        return submitted;
    }

    @Override
    @Nullable StreamChunk take(long nanos) throws InterruptedException {
        StreamChunk next = ended.poll();
        if (next == null) {
            next = await(nanos);
        }
        if (next != null) {
            submitted.remove(next);
        }
        return next;
    }

    private @Nullable StreamChunk await(long nanos) throws InterruptedException {
        if (port.hostDriven()) {
            return port.drive(() -> !ended.isEmpty(), nanos) ? ended.poll() : null;
        }
        return ended.poll(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    void forget() {
        submitted.clear();
        ended.clear();
    }

    @Override
    int characteristics() {
        return 0;
    }
}
