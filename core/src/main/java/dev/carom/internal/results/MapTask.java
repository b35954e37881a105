package dev.carom.internal.results;

import dev.carom.MapResult;
import dev.carom.TaskOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The result of a map: ends when its last chunk has, or when it is cancelled. Chunks stay encoded until somebody asks for
 * the result.
 *
 * <p>To cancel a map is to cancel those of its chunks that have not ended. If one of them could be cancelled, the map is:
 * chunks that run and may not be interrupted go on to their end, for nothing.
 */
public final class MapTask<R> extends PendingResult<List<R>> implements MapResult<R> {
    private final int size;
    private final int chunkSize;
    private final AtomicInteger remaining;

    /** Both null once the map has its outcome. */
    private volatile @Nullable List<MapChunk> chunks;

    private volatile @Nullable AtomicReferenceArray<Outcome> outcomes;

    private MapTask(PoolPort port, TaskOptions<? super List<R>> options, int size, int chunkSize) {
        super(port, options);
        this.size = size;
        this.chunkSize = chunkSize;
        this.remaining = new AtomicInteger(size);
        int count = parts(size, chunkSize);
        List<MapChunk> made = new ArrayList<>(count);
        for (int index = 0; index < count; index++) {
            made.add(new MapChunk(this, index));
        }
        this.chunks = Collections.unmodifiableList(made);
        this.outcomes = new AtomicReferenceArray<>(count);
    }

    /**
     * @param size how many inputs there are; a map of none has ended already, with the empty list
     * @param chunkSize how many of them make a chunk, from 1; the last one may be shorter
     */
    public static <R> MapTask<R> of(PoolPort port, TaskOptions<? super List<R>> options, int size, int chunkSize) {
        if (size < 0 || chunkSize < 1) {
            throw new IllegalArgumentException("no map has " + size + " inputs in chunks of " + chunkSize);
        }
        MapTask<R> map = new MapTask<>(port, options, size, chunkSize);
        if (size == 0) {
            map.end(new Gathered(0, chunkSize, List.of()).outcome());
        }
        return map;
    }

    /** What is to be submitted, in the order of the inputs; empty once the map has its outcome. */
    public List<MapChunk> chunks() {
        List<MapChunk> present = chunks;
        return present == null ? List.of() : present;
    }

    /** How many parts of this size make so many. */
    public static int parts(int all, int size) {
        return all / size + (all % size == 0 ? 0 : 1);
    }

    /** The position of the first input of that chunk; of the one behind the last, how many inputs there are. */
    int from(int chunk) {
        return (int) Math.min((long) chunk * chunkSize, size);
    }

    // ---- told by the pool, through the chunks

    boolean chunkCompleted(MapChunk chunk, Outcome outcome) {
        AtomicReferenceArray<Outcome> present = outcomes;
        if (present == null || !present.compareAndSet(chunk.index(), null, outcome)) {
            return false;
        }
        if (remaining.addAndGet(-chunk.size()) == 0) {
            Outcome whole;
            try {
                whole = gather(present);
            } catch (RuntimeException | Error e) { // no memory
                if (!(outcome instanceof Outcome.Failure)) {
                    remaining.addAndGet(chunk.size());
                    present.set(chunk.index(), null); // the chunk is told that it is lost, which fails the map
                    throw e;
                }
                whole = outcome;
            }
            end(whole);
        }
        return true;
    }

    private Outcome gather(AtomicReferenceArray<Outcome> present) {
        List<Outcome> all = new ArrayList<>(present.length());
        for (int i = 0; i < present.length(); i++) {
            all.add(present.get(i));
        }
        return new Gathered(size, chunkSize, all).outcome();
    }

    @Override
    void ended() {
        chunks = null;
        outcomes = null;
    }

    @Override
    String progress() {
        return (accepted() ? "running" : "queued") + ", " + remaining() + " of " + size + " inputs have no outcome yet";
    }

    // ---- asked by the user

    @Override
    public int size() {
        return size;
    }

    @Override
    public int remaining() {
        return isDone() ? 0 : remaining.get();
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean any = false;
        for (MapChunk chunk : open()) {
            any |= port.cancel(chunk, mayInterruptIfRunning);
        }
        return any && (end(Outcome.Cancelled.INSTANCE) || isCancelled());
    }

    @Override
    public void terminate(int signal) {
        open().forEach(chunk -> port.terminate(chunk, signal));
    }

    @Override
    public void discard() {
        List<MapChunk> open = open();
        open.forEach(port::discard);
        end(Outcome.Cancelled.INSTANCE);
    }

    /** The chunks that have no outcome. */
    private List<MapChunk> open() {
        List<MapChunk> all = chunks();
        AtomicReferenceArray<Outcome> present = outcomes;
        return present == null
                ? List.of()
                : all.stream().filter(chunk -> present.get(chunk.index()) == null).toList();
    }
}
