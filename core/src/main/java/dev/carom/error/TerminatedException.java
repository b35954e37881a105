package dev.carom.error;

/** The task was ended on request, by {@code terminate(signal)} or {@code terminateJob(pid, signal)}. */
public final class TerminatedException extends PoolException {
    private static final long serialVersionUID = 1L;

    private final int signal;
    private final long pid;
    private final boolean mayHaveRun;

    /**
     * @param mayHaveRun whether the task may have begun
     * @param fate what became of the worker, as half a sentence; not used where the task was not known to have started
     */
    public TerminatedException(int signal, long pid, boolean mayHaveRun, String fate) {
        super("the task was terminated on request" + (pid >= 0
                ? ": " + fate
                : mayHaveRun ? "; it was not known to run then, but may have run before that" : " before it started"),
                null);
        this.mayHaveRun = mayHaveRun;
        this.signal = signal;
        this.pid = pid;
    }

    /** The number of the signal that was asked for. */
    public int signal() {
        return signal;
    }

    /** The process id of the worker that ran the task, or the id of its thread; -1 where it was not known to have started. */
    public long pid() {
        return pid;
    }

    @Override
    public boolean retryIsSafe() {
        return !mayHaveRun;
    }
}
