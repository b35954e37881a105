package dev.carom.internal.results;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Spliterator;
import org.jspecify.annotations.Nullable;

/** The results of {@code imap}: in the order of the inputs. */
public final class OrderedResults<A, R> extends StreamedResults<A, R> {
    private final Deque<StreamChunk> window = new ArrayDeque<>();

    public OrderedResults(
            PoolPort port, ChunkSubmitter<A> submitter, Iterable<? extends A> inputs, StreamOptions options) {
        super(port, submitter, inputs, options);
    }

    @Override
    StreamChunk chunk(int size, @Nullable String correlationId) {
        return new StreamChunk(size, correlationId, chunk -> {}); // who waits for it is woken by it
    }

    @Override
    Collection<StreamChunk> outstanding() {
        return window;
    }

    @Override
    @Nullable StreamChunk take(long nanos) throws InterruptedException {
        StreamChunk head = window.element();
        return head.await(port, head::hasEnded, nanos) ? window.remove() : null;
    }

    @Override
    boolean isNextThere() {
        StreamChunk head = window.peek();
        return head != null && head.hasEnded();
    }

    @Override
    void forget() {
        window.clear();
    }

    @Override
    int characteristics() {
        return Spliterator.ORDERED;
    }
}
