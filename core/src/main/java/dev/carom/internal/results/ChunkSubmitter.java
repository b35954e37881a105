package dev.carom.internal.results;

import java.util.List;

/** Submits the inputs of an iterator, a chunk at a time, on the thread that consumes the results. */
@FunctionalInterface
public interface ChunkSubmitter<A> {

    /**
     * Encodes and submits the inputs; their answer goes to {@code chunk}. May wait for a slot. Where the chunk itself is at
     * fault (it cannot be encoded, it is too large), the submitter completes it with that failure and returns; where the
     * pool is (closed, broken, its queue full), it throws: the iteration ends there with what it threw.
     */
    void submit(List<A> inputs, StreamChunk chunk) throws InterruptedException;
}
