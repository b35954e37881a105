package dev.carom.cli.run;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Inputs that a thread of its own reads before they are wanted, so that how many there are is known while most of them wait.
 * So much of them as the budget allows is held; where there is more, their number is known later.
 */
final class ReadAhead implements InputSource {
    /** What an input takes beside its characters. */
    private static final int OVERHEAD = 64;

    private final InputSource source;
    private final long budget;

    /** The rest is guarded by this. */
    private final Deque<Input> ahead = new ArrayDeque<>();

    private long weight;
    private long count;
    private boolean ended;
    private @Nullable Throwable failure;

    private ReadAhead(InputSource source, long budget) {
        this.source = source;
        this.budget = budget;
    }

    /** @param budget characters that are held at most, and one input */
    static ReadAhead start(InputSource source, long budget) {
        ReadAhead inputs = new ReadAhead(source, budget);
        Thread reader = new Thread(inputs::readAll, "carom-ahead");
        reader.setDaemon(true); // it may be blocked in stdin for ever
        reader.start();
        return inputs;
    }

    private void readAll() {
        Throwable thrown = null;
        try {
            for (Input input = source.next(); input != null; input = source.next()) {
                add(input);
            }
        } catch (Throwable e) { // for whoever takes the inputs
            thrown = e;
        }
        end(thrown);
    }

    private synchronized void add(Input input) throws InterruptedException {
        while (weight >= budget) {
            wait();
        }
        ahead.add(input);
        weight += weightOf(input);
        count++;
        if (ahead.size() == 1) { // not for each: two threads that wake each other for every input are slow
            notifyAll();
        }
    }

    private synchronized void end(@Nullable Throwable thrown) {
        failure = thrown;
        ended = true;
        notifyAll();
    }

    private static long weightOf(Input input) {
        return input.text().length() + OVERHEAD;
    }

    @Override
    public synchronized @Nullable Input next() throws IOException {
        try {
            while (ahead.isEmpty() && !ended) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted while waiting for inputs", e);
        }
        Input input = ahead.poll();
        if (input != null) {
            boolean full = weight >= budget / 2;
            weight -= weightOf(input);
            if (full && weight < budget / 2) {
                notifyAll();
            }
        } else if (failure != null) {
            throw thrown(failure);
        }
        return input;
    }

    private static IOException thrown(Throwable failure) {
        if (failure instanceof Error error) {
            throw error;
        }
        return failure instanceof IOException e ? e : new IOException(failure);
    }

    /** Known once the last one was read. */
    @Override
    public synchronized long total() {
        return ended && failure == null ? count : -1;
    }
}
