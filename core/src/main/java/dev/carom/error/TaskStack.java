package dev.carom.error;

/** Not an error by itself: the stack of a task's thread in its worker, shown as the cause of what ended it. */
public final class TaskStack extends Throwable {
    private static final long serialVersionUID = 1L;

    public TaskStack(String thread, StackTraceElement[] frames) {
        super("stack of the task thread '" + thread + "' in the worker", null, false, true);
        setStackTrace(frames);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
