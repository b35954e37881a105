package dev.carom;

/** Why a worker left, or was made to leave. Its state says that it did; this says why. */
public enum WorkerExit {
    /** It had run as many tasks as {@code maxTasksPerChild} allows. */
    RECYCLED_TASKS(false),
    /** It used more memory after a task than {@code maxMemoryPerChild} allows. */
    RECYCLED_MEMORY(false),
    /** It reached its maximum lifetime. */
    RECYCLED_LIFETIME(false),
    /** It had nothing to do for the idle time-out. */
    RECYCLED_IDLE(false),
    /** A soft limit was raised in it, and it is not trusted after that. */
    RECYCLED_AFTER_RAISE(false),
    /** A task left threads running in it; see {@code leftoverThreads}. */
    RECYCLED_THREADS(false),
    /** {@code restart()} replaced it. */
    RESTARTED(false),
    /** {@code shrink(n)} took it away, or it was a spare that is not needed any more. */
    SHRUNK(false),
    /** The pool was shut down or terminated. */
    POOL_CLOSED(false),
    /** Killed: its task was over the hard limit. */
    HARD_TIMEOUT(false),
    /** Killed: its task reported no progress for longer than the stall limit. */
    STALLED(false),
    /** Killed: its running task was cancelled. */
    CANCELLED(false),
    /** Killed: its task was terminated on request. */
    TERMINATED(false),
    /**
     * Killed: it did not accept a task in time, which went to another, or did not say that it leaves one alone which was not
     * confirmed; it was stopped, or the machine has too much to do.
     */
    UNRESPONSIVE(false),
    /** Killed: it used more memory during a task than {@code hardMemoryPerChild} allows. */
    MEMORY_LIMIT(true),
    /** The task, or something that it called, ended the process by {@code System.exit} or {@code halt}. */
    EXITED(true),
    /**
     * An {@code OutOfMemoryError} ended its JVM: that of the heap, unless {@link DeathCertificate#describe()} says another, such as
     * the metaspace's.
     */
    HEAP_OOM(true),
    /** It was killed while the kernel's out-of-memory killer was at work on this machine or container. */
    KERNEL_OOM(true),
    /**
     * A signal ended it that nobody here sent; the kernel's out-of-memory killer sends SIGKILL. {@code halt} with 129 to 192 looks
     * the same.
     */
    SIGNALLED(true),
    /** The JVM crashed in native code, or the system gave it no memory: {@link DeathCertificate#describe()} says which. */
    NATIVE_CRASH(true),
    /** It broke the protocol, or closed its channel while it was alive. */
    PROTOCOL(true),
    /** It did not become ready. */
    START_FAILED(true);

    private final boolean crash;

    WorkerExit(boolean crash) {
        this.crash = crash;
    }

    /**
     * Whether it was to be replaced for what it had done so far, or for its age. Not so {@link #RECYCLED_IDLE}, which is
     * replaced only when there is work again, and {@link #RESTARTED}, which was asked for.
     */
    public boolean isRecycling() {
        return switch (this) {
            case RECYCLED_TASKS, RECYCLED_MEMORY, RECYCLED_LIFETIME, RECYCLED_AFTER_RAISE, RECYCLED_THREADS -> true;
            default -> false;
        };
    }

    /**
     * Whether it crashed, or was killed for what it ran: not so one that was {@linkplain #isRecycling() recycled},
     * {@link #RESTARTED} or not needed any more.
     */
    public boolean isDeath() {
        return switch (this) {
            case RESTARTED, SHRUNK, POOL_CLOSED, RECYCLED_IDLE -> false;
            default -> !isRecycling();
        };
    }

    /** Whether nobody asked for it: a crash counts for the restart limit, the others are free. */
    public boolean isCrash() {
        return crash;
    }
}
