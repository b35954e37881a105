package dev.carom.internal.results;

import dev.carom.internal.codec.ThrownParts;
import java.util.Arrays;
import java.util.Map;

/**
 * The stack of the thread that is told of a failure, below that of the task thread that failed, so that a trace shows which
 * call led there.
 */
final class CallerStack {
    /** Printed as {@code at worker process.called by(this process)}. Told from those of other processes by identity. */
    private static final StackTraceElement BORDER =
            new StackTraceElement("worker process", "called by", "this process", -1);

    private static final StackTraceElement THREAD_BORDER =
            new StackTraceElement("worker thread", "called by", "this thread", -1);

    /** Where the stack of each task begins, and what is put below it. */
    private static final Map<String, StackTraceElement> BORDERS = Map.of(
            "dev.carom.internal.child.TaskThread", BORDER, "dev.carom.internal.threads.TaskThread", THREAD_BORDER);

    private static final String INTERNALS = "dev.carom.internal.";

    private CallerStack() {}

    /**
     * Appends the stack of this thread to that of the task, in {@code thrown} and in what belongs to it; instead of that of
     * an earlier caller. Leaves alone what was not thrown by a task.
     */
    static void append(Throwable thrown) {
        try {
            StackTraceElement[] caller = ofThisThread();
            for (Throwable each : ThrownParts.of(thrown)) {
                tryToExtend(each, caller);
            }
        } catch (Throwable e) { // there is no memory, say; it is thrown as it is
            return;
        }
    }

    private static void tryToExtend(Throwable thrown, StackTraceElement[] caller) {
        try {
            extend(thrown, caller);
        } catch (Throwable e) { // the user's exception may override any of this; it is thrown as it is
            return;
        }
    }

    /** From the first frame that is not of the pool's internals. */
    private static StackTraceElement[] ofThisThread() {
        StackTraceElement[] all = new Throwable().getStackTrace();
        int first = 0;
        while (first < all.length && all[first].getClassName().startsWith(INTERNALS)) {
            first++;
        }
        return Arrays.copyOfRange(all, first, all.length);
    }

    private static void extend(Throwable thrown, StackTraceElement[] caller) {
        StackTraceElement[] frames = thrown.getStackTrace();
        int length = frames.length;
        for (int i = 0; i < frames.length; i++) {
            if (frames[i] == BORDER || frames[i] == THREAD_BORDER) {
                length = i;
            }
        }
        StackTraceElement border = length == 0 ? null : BORDERS.get(frames[length - 1].getClassName());
        if (border == null || endsWith(frames, caller)) {
            return;
        }
        StackTraceElement[] longer = Arrays.copyOf(frames, length + 1 + caller.length);
        longer[length] = border;
        System.arraycopy(caller, 0, longer, length + 1, caller.length);
        thrown.setStackTrace(longer);
    }

    /** Whether it was made on this thread in the call that asks, in a worker that has a pool of its own. */
    private static boolean endsWith(StackTraceElement[] frames, StackTraceElement[] caller) {
        int from = frames.length - caller.length;
        return from >= 0 && Arrays.equals(frames, from, frames.length, caller, 0, caller.length);
    }
}
