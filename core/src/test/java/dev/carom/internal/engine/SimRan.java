package dev.carom.internal.engine;

/** An event that stays what it is. */
final class SimRan extends Event.Ran {
    private final Event.Finished end;

    SimRan(Event.Finished end) {
        this.end = end;
    }

    @Override
    public int worker() {
        return end.worker();
    }

    @Override
    public long attempt() {
        return end.attempt();
    }

    @Override
    public Outcome.Reported outcome() {
        return end.outcome();
    }

    @Override
    public long elapsed() {
        return end.elapsed();
    }

    @Override
    public long rss() {
        return end.rss();
    }

    @Override
    public String toString() {
        return "Ran: " + end;
    }
}
