package dev.carom.internal.runtime;

import dev.carom.LeftoverThreads;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What workers said for the log: what each of them says in the same words is worth saying once for the pool. */
final class Notices {
    private static final int MOST = 1000;

    private final Set<String> said = ConcurrentHashMap.newKeySet();
    private final LeftoverThreads leftoverThreads;

    Notices(LeftoverThreads leftoverThreads) {
        this.leftoverThreads = leftoverThreads;
    }

    boolean isNew(String text) {
        return said.size() < MOST && said.add(text);
    }

    boolean recyclesForThreads() {
        return leftoverThreads == LeftoverThreads.RECYCLE;
    }
}
