package dev.carom.error;

/** The task was ended on request, by {@code terminate(signal)} or {@code terminateJob(pid, signal)}. */
public final class TerminatedException extends PoolException {
    private static final long serialVersionUID = 1L;

    private final int signal;
    private final long pid;

    /** @param fate what became of the worker, as half a sentence; not used where the task had not started */
    public TerminatedException(int signal, long pid, String fate) {
        super(pid < 0
                ? "the task was terminated on request before it started"
                : "the task was terminated on request: " + fate,
                null);
        this.signal = signal;
        this.pid = pid;
    }

    /** The number of the signal that was asked for. */
    public int signal() {
        return signal;
    }

    /** The process id of the worker that ran the task, or the id of its thread; -1 where it had not started. */
    public long pid() {
        return pid;
    }

    @Override
    public boolean retryIsSafe() {
        return pid < 0;
    }
}
