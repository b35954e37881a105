package dev.carom.internal.child;

import dev.carom.internal.wire.ExitCode;

/**
 * A thread of Carom's own. It cannot be interrupted: it may be inside the channel, and the interrupt of a thread that is
 * closes the channel. Whatever it throws ends the worker, so that none is ever left half alive.
 */
abstract class WorkerThread extends Thread {
    private final UncaughtExceptionHandler fatal = new Fatal();

    WorkerThread(String name, boolean daemon) {
        super(name);
        setDaemon(daemon);
        setContextClassLoader(WorkerMain.class.getClassLoader());
        setUncaughtExceptionHandler(fatal);
    }

    @Override
    public void interrupt() {
        // Nothing of Carom's waits interruptibly; user code that finds this thread must not be able to close the channel.
    }

    /** Really interrupts; only for a thread that runs user code and is not inside the channel. */
    final void interruptUserCode() {
        super.interrupt();
    }

    /** It threw what nothing caught. */
    void failed(Throwable thrown) {
        int code = exitCode(thrown);
        try {
            throw Halt.now(code, "thread '" + getName() + "' failed" + Halt.lackOfDescriptors(), thrown);
        } finally {
            Runtime.getRuntime().halt(code); // there may be no memory even for that text
        }
    }

    /** A lack of threads is an {@code OutOfMemoryError} too, but no heap helps there. Allocates nothing. */
    static int exitCode(Throwable thrown) {
        String message = thrown.getMessage();
        return thrown instanceof OutOfMemoryError && (message == null || !message.contains("native thread"))
                ? ExitCode.OUT_OF_MEMORY
                : ExitCode.FATAL;
    }

    private final class Fatal implements UncaughtExceptionHandler {
        @Override
        public void uncaughtException(Thread thread, Throwable thrown) {
            failed(thrown);
        }
    }

    /** What a task may have changed is as it was. */
    final void restore(String name, int priority) {
        if (!getName().equals(name)) {
            setName(name);
        }
        if (getPriority() != priority) {
            setPriority(priority);
        }
        setContextClassLoader(WorkerMain.class.getClassLoader());
        if (getUncaughtExceptionHandler() != fatal) {
            setUncaughtExceptionHandler(fatal);
        }
    }
}
