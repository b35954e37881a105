package dev.carom;

import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The results of {@code imap} or {@code imapUnordered}, as they come. The inputs are pulled on the thread that calls
 * {@code next}, so far ahead as {@link TaskOptions#lookAhead} allows. Not for use by several threads at once.
 *
 * <p>An input that failed throws at its place, by the type of what it threw (checked exceptions too: they are not
 * wrapped), and the iteration can go on after it.
 */
public interface ResultIterator<R> extends Iterator<R>, AutoCloseable {

    /** Whether there is one more; may pull from the input, and waits for no result. */
    @Override
    boolean hasNext();

    /** Waits for the next result. Interrupted, it throws {@link java.util.concurrent.CancellationException}. */
    @Override
    R next();

    /**
     * Waits for the next result so long at most; after a {@link TimeoutException} the same result can be asked for again.
     */
    R next(Duration timeout) throws InterruptedException, TimeoutException;

    /** What is left, as a sequential stream; closing it closes this. */
    Stream<R> stream();

    /** Discards what was submitted and not handed out; nothing more is pulled from the input. */
    @Override
    void close();
}
