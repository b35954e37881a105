package dev.carom;

import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/**
 * The results of {@code imap} or {@code imapUnordered}, as they come. The inputs are pulled on the thread that calls
 * {@code next}: until there is a result to hand out, or as far ahead as {@link TaskOptions#lookAhead} allows. So a result that has
 * come waits for one input at most, and with a {@code lookAhead} of 1 for none. Not for use by several threads at once.
 *
 * <p>An input that failed throws at its place, by the type of what it threw (checked exceptions too: they are not
 * wrapped), and the iteration can go on after it; a {@code for} loop ends by it.
 *
 * <p>For a loop it is an {@link Iterable}, too, of the kind that a {@link java.nio.file.DirectoryStream} is, which one goes
 * over once. So it can also be the input of another {@code imap}. A loop that may be left early belongs into a {@code try}, as
 * what was submitted ahead runs on otherwise:
 *
 * <pre>{@code
 * try (ResultIterator<Report> reports = pool.imap(Parser::parse, files)) {
 *     for (Report report : reports) {
 *         ...
 *     }
 * }
 * }</pre>
 */
public interface ResultIterator<R> extends Iterator<R>, Iterable<R>, AutoCloseable {

    /**
     * This object: what it has not handed out yet.
     *
     * @throws IllegalStateException from the second call on, as the results are handed out once
     */
    @Override
    Iterator<R> iterator();

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
