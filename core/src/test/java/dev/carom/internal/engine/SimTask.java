package dev.carom.internal.engine;

/** A task of the simulated host: what it does when it runs. It is the owner of its {@link EngineTask}. */
final class SimTask {
    /** What running it does. */
    enum Behaviour {
        /** Ends after its duration. */
        ENDS,
        /** Never ends by itself. */
        ENDLESS,
        /** Ends when the soft limit strikes. */
        OBEYS_SOFT_LIMIT,
        /** Its worker dies of it before it has accepted it. */
        KILLS_RECEIVER,
        /** Leaves by {@code System.exit}. */
        EXITS,
        /** Its process is killed by a signal that nobody here sent. */
        IS_KILLED,
        /** Its process stops: neither reads nor writes. */
        STOPS_PROCESS,
        /** Closes the channel and goes on. */
        CLOSES_CHANNEL,
        /** Writes what is no frame. */
        WRITES_GARBAGE,
        /** Takes more memory than any limit allows, and ends. */
        HOGS_MEMORY,
        /** Reports progress until it ends. */
        REPORTS_PROGRESS,
        /** Reports progress for a while, and no more; never ends by itself. */
        STALLS,
        /** Ends, and leaves threads behind. */
        LEAVES_THREADS
    }

    final int number;
    final Behaviour behaviour;
    final long duration;
    /** How likely it is that it just ends, whatever its behaviour. */
    final double harmless;
    final EngineTask task;
    /** To be set before the task is entered. */
    int preferredWorker = EngineTask.ANY_WORKER;
    private final String text;

    SimTask(int number, Behaviour behaviour, long duration, double harmless, TaskTerms terms) {
        this.number = number;
        this.behaviour = behaviour;
        this.duration = duration;
        this.harmless = harmless;
        this.task = new Submitted(this, terms);
        this.text = "#" + number + "(" + behaviour + " " + duration / 1000 + "us hard=" + task.hardLimit() / 1000
                + "us soft=" + task.softLimit() / 1000 + "us stall=" + task.stallLimit() / 1000 + "us n=" + task.maxDeliveries() + ")";
    }

    /** What the host wants of the engine for this task. */
    record TaskTerms(EngineTask.Limits limits, int maxDeliveries, int size) {}

    static SimTask of(EngineTask task) {
        return ((Submitted) task).of;
    }

    /** The engine's part of it. */
    private static final class Submitted extends EngineTask {
        private final SimTask of;
        private final TaskTerms terms;

        Submitted(SimTask of, TaskTerms terms) {
            super(terms.size);
            this.of = of;
            this.terms = terms;
        }

        @Override
        protected Limits limits() {
            return terms.limits;
        }

        @Override
        public int maxDeliveries() {
            return terms.maxDeliveries;
        }

        @Override
        protected int preferredWorker() {
            return of.preferredWorker;
        }

        @Override
        protected String label() {
            return of.text;
        }

        /** The checker hears of each. */
        @Override
        protected boolean acceptedUnheard(long pid) {
            return false;
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
