package dev.carom.internal.results;

import org.jspecify.annotations.Nullable;

/**
 * What was handed to the pool as one unit: a task by itself, or one chunk of a map or an iterator. The runtime calls
 * {@link #bind} before it submits, then for each acceptance either {@link #accepted} or {@link #acceptDecision}, and {@link
 * #complete} once. None of these blocks or runs user code, but for {@code acceptDecision} and {@code progressed}.
 */
public interface Submission {

    /** Keeps the runtime's own object for this submission, until it has its outcome. */
    void bind(Object engineTask);

    /** What was bound; null before, and once there is an outcome. */
    @Nullable Object bound();

    /** A worker accepted it. Notes that where no callback is to be called; otherwise only returns false. Locks nothing. */
    boolean acceptedUnheard(long pid);

    /** A worker accepted it. Hands the accept callback to {@link PoolPort#callback}. */
    void accepted(long pid);

    /**
     * As {@link #accepted}, where the worker waits for consent (synack): runs the accept callback here and now, so it is
     * to be called as a {@link PoolPort#callback}, and returns what it threw: the reason to refuse.
     */
    @Nullable Throwable acceptDecision(long pid);

    /** A limit passed: the soft one or the hard one. */
    void timeoutPassed(boolean soft);

    /** Whether the user wants to hear of progress. */
    boolean hearsProgress();

    /** Calls the user's callback here and now, so it is to be called as a {@link PoolPort#callback}. */
    void progressed(@Nullable Object value);

    /** Sets the outcome, once; returns whether it was the first. */
    boolean complete(Outcome outcome);

    /** The name that the user gave it. */
    @Nullable String correlationId();
}
