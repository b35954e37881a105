package dev.carom.internal.engine;

import dev.carom.DeathCertificate;
import dev.carom.PoolStatistics.Death;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The workers that died last; see {@link dev.carom.WorkerExit#isDeath()}. */
final class LastDeaths {
    /** How many are told of. */
    static final int MOST = 20;

    private record Entry(long at, @Nullable String label, DeathCertificate certificate) {}

    private final ArrayDeque<Entry> entries = new ArrayDeque<>(MOST + 1);

    /** @param label of the task that the worker had begun; null where it had none, or that has none */
    void add(long now, @Nullable String label, DeathCertificate certificate) {
        entries.addLast(new Entry(now, label, certificate));
        if (entries.size() > MOST) {
            entries.removeFirst();
        }
    }

    /** The last one first. */
    List<Death> list(long now) {
        List<Death> deaths = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            deaths.add(new Death(Duration.ofNanos(now - entry.at), entry.label, entry.certificate));
        }
        Collections.reverse(deaths);
        return deaths;
    }
}
