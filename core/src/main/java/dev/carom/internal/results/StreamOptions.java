package dev.carom.internal.results;

import org.jspecify.annotations.Nullable;

/**
 * How an iterator submits its inputs.
 *
 * @param chunkSize how many inputs make a chunk, from 1
 * @param lookAhead how many chunks may be submitted and not yet handed out, from 1
 * @param correlationId the name that the user gave the tasks; null if none
 */
public record StreamOptions(int chunkSize, int lookAhead, @Nullable String correlationId) {

    public StreamOptions {
        if (chunkSize < 1 || lookAhead < 1) {
            throw new IllegalArgumentException(
                    "chunkSize and lookAhead must be 1 or more, but are " + chunkSize + " and " + lookAhead);
        }
    }
}
