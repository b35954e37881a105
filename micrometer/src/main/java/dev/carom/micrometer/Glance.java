package dev.carom.micrometer;

import dev.carom.Pool;
import dev.carom.PoolStatistics;
import org.jspecify.annotations.Nullable;

/**
 * A pool's figures, taken anew when they are older than 100 ms: so those of one scrape fit each other, and cost the pool one
 * look. Does not hold the pool, as a registry must not keep one from being found forgotten.
 */
final class Glance {
    private static final long FRESH = 100_000_000;

    private record Look(long at, PoolStatistics figures) {}

    private volatile @Nullable Look last;

    /** Of the pool that this is for. Called by any thread. */
    PoolStatistics at(Pool pool) {
        long now = System.nanoTime();
        Look seen = last;
        if (seen == null || now - seen.at >= FRESH) {
            seen = new Look(now, pool.statistics());
            last = seen;
        }
        return seen.figures;
    }
}
