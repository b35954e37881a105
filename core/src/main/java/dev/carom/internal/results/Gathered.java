package dev.carom.internal.results;

import dev.carom.error.ResultDecodingException;
import dev.carom.internal.codec.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The answers of all chunks of a map, in the order of the inputs.
 *
 * @param size how many inputs there are
 * @param chunkSize how many inputs each chunk has, but for the last one
 * @param chunks an outcome for each chunk
 */
record Gathered(int size, int chunkSize, List<Outcome> chunks) implements Outcome.Success {
    /** So many failures are shown beside the first one; to know of all, all results would have to be decoded. */
    private static final int SHOWN = 10;

    /** The outcome of the map; decodes nothing yet. */
    Outcome outcome() {
        for (Outcome chunk : chunks) {
            if (chunk instanceof Outcome.Cancelled) {
                return Outcome.Cancelled.INSTANCE;
            }
        }
        return allSucceeded() ? this : new Outcome.Failure(this::failure);
    }

    @Override
    public boolean allSucceeded() {
        for (Outcome chunk : chunks) {
            if (!clean(chunk)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public long encodedBytes() {
        return chunks.stream().mapToLong(chunk -> chunk instanceof Outcome.Success success ? success.encodedBytes() : 0).sum();
    }

    private static boolean clean(Outcome chunk) {
        return chunk instanceof Outcome.Success success && success.allSucceeded();
    }

    /** The list of all results. Only where all succeeded. */
    @Override
    public List<@Nullable Object> decode() {
        Values results = new Values(size);
        for (int chunk = 0; chunk < chunks.size(); chunk++) {
            Decoding.values((Outcome.Success) chunks.get(chunk), results, chunk * chunkSize, inputsOf(chunk));
        }
        return new ResultList(results);
    }

    /** The failure of the first input that failed, with those of the next ones suppressed. */
    private Throwable failure() {
        List<Throwable> failures = new ArrayList<>();
        for (int chunk = 0; chunk < chunks.size() && failures.size() <= SHOWN; chunk++) {
            if (!clean(chunks.get(chunk))) {
                failuresOf(chunk).stream().filter(next -> !contains(failures, next)).forEach(failures::add);
            }
        }
        if (failures.isEmpty()) {
            return new ResultDecodingException("a chunk that was told to hold failures holds none", null);
        }
        Throwable first = failures.get(0);
        failures.stream().skip(1).limit(SHOWN).forEach(first::addSuppressed);
        return first;
    }

    private List<Throwable> failuresOf(int chunk) {
        if (chunks.get(chunk) instanceof Outcome.Failure whole) {
            return List.of(Decoding.cause(whole));
        }
        try {
            Elements elements = Decoding.elements((Outcome.Success) chunks.get(chunk), inputsOf(chunk));
            return IntStream.range(0, elements.size()).mapToObj(elements::failure).filter(Objects::nonNull).toList();
        } catch (ResultDecodingException e) {
            return List.of(e);
        }
    }

    /** By identity: inputs of one chunk may have failed by the very same object, which cannot suppress itself. */
    private static boolean contains(List<Throwable> failures, Throwable failure) {
        return failures.stream().anyMatch(known -> known == failure);
    }

    private int inputsOf(int chunk) {
        return Math.min(chunkSize, size - chunk * chunkSize);
    }
}
