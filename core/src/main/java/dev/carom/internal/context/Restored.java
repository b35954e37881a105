package dev.carom.internal.context;

import java.util.ArrayList;
import java.util.List;

/** The context of an attempt, from before it is decoded until its result was encoded. */
public final class Restored {
    /** That of an attempt without one. */
    public static final Restored NOTHING = new Restored();

    private final List<Runnable> endings = new ArrayList<>(2);

    Restored() {}

    void add(Runnable ending) {
        endings.add(ending);
    }

    /** To be called by the thread that restored it. */
    public void close() {
        for (int i = endings.size() - 1; i >= 0; i--) {
            endings.get(i).run();
        }
    }
}
