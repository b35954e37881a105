package dev.carom.internal.results;

import org.jspecify.annotations.Nullable;

/** Some neighbouring inputs of a map, which go to a worker as one task. */
public final class MapChunk implements Submission {
    private final MapTask<?> map;
    private final int index;
    private volatile @Nullable Object engineTask;

    MapChunk(MapTask<?> map, int index) {
        this.map = map;
        this.index = index;
    }

    int index() {
        return index;
    }

    /** The position of its first input within the map. */
    public int from() {
        return map.from(index);
    }

    /** How many inputs it has. */
    public int size() {
        return map.from(index + 1) - map.from(index);
    }

    @Override
    public void bind(Object engineTask) {
        this.engineTask = engineTask;
    }

    @Override
    public @Nullable Object bound() {
        return engineTask;
    }

    @Override
    public boolean acceptedUnheard(long pid) {
        return map.noteAcceptedUnheard(pid);
    }

    @Override
    public void accepted(long pid) {
        map.noteAccepted(pid);
    }

    @Override
    public @Nullable Throwable acceptDecision(long pid) {
        return map.decideAcceptance(pid);
    }

    @Override
    public void timeoutPassed(boolean soft) {
        map.noteTimeout(soft);
    }

    @Override
    public boolean hearsProgress() {
        return map.wantsProgress();
    }

    @Override
    public void progressed(@Nullable Object value) {
        map.noteProgress(value);
    }

    @Override
    public boolean complete(Outcome outcome) {
        engineTask = null;
        return map.chunkCompleted(this, outcome);
    }

    @Override
    public @Nullable String correlationId() {
        return map.correlationId();
    }
}
