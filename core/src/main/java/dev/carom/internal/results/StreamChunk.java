package dev.carom.internal.results;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Some neighbouring inputs of an iterator, which go to a worker as one task. */
public final class StreamChunk extends Waitable implements Submission {
    private static final VarHandle OUTCOME;

    static {
        try {
            OUTCOME = MethodHandles.lookup().findVarHandle(StreamChunk.class, "outcome", Outcome.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final int size;
    private final @Nullable String correlationId;
    private final Consumer<StreamChunk> whenEnded;
    private volatile @Nullable Object engineTask;
    private volatile @Nullable Outcome outcome;

    /** Of the iterator that has it: the one next to this in a list of its own. */
    @Nullable StreamChunk neighbour;

    /** @param whenEnded called once, on whatever thread completes this; must not block */
    StreamChunk(int size, @Nullable String correlationId, Consumer<StreamChunk> whenEnded) {
        this.size = size;
        this.correlationId = correlationId;
        this.whenEnded = whenEnded;
    }

    /** How many inputs it has. */
    public int size() {
        return size;
    }

    /** Null while it has none. */
    @Nullable Outcome outcome() {
        return outcome;
    }

    boolean hasEnded() {
        return outcome != null;
    }

    @Override
    public void bind(Object engineTask) {
        this.engineTask = engineTask;
    }

    @Override
    public @Nullable Object bound() {
        return engineTask;
    }

    /** An iterator takes no callbacks. */
    @Override
    public boolean acceptedUnheard(long pid) {
        return true;
    }

    /** Tells nobody: an iterator takes no callbacks. */
    @Override
    public void accepted(long pid) {}

    /** Refuses nothing: an iterator takes no callbacks. */
    @Override
    public @Nullable Throwable acceptDecision(long pid) {
        return null;
    }

    /** Tells nobody: an iterator takes no callbacks. */
    @Override
    public void timeoutPassed(boolean soft) {}

    /** An iterator takes no callbacks. */
    @Override
    public boolean hearsProgress() {
        return false;
    }

    /** Tells nobody: an iterator takes no callbacks. */
    @Override
    public void progressed(@Nullable Object value) {}

    @Override
    public boolean complete(Outcome outcome) {
        if (!OUTCOME.compareAndSet(this, null, outcome)) {
            return false;
        }
        engineTask = null;
        wakeAll();
        whenEnded.accept(this);
        return true;
    }

    @Override
    public @Nullable String correlationId() {
        return correlationId;
    }
}
