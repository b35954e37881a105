package dev.carom.internal.child;

import dev.carom.internal.wire.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Ends this process when its parent is another one than at the start, once a second: for a parent that died while
 * something else keeps its end of the channel open. Used only where the parent's pid as the parent knows it is the one
 * seen from here: in a pid namespace, or behind a launcher that forks, it is not, and the channel alone has to tell.
 */
final class ParentWatch extends WorkerThread {
    private static final long UNKNOWN = -1;

    private final long parent;

    private ParentWatch(long parent) {
        super("carom-parent-watch", true);
        this.parent = parent;
    }

    static void start(long parent) {
        if (visibleParent() == parent) {
            new ParentWatch(parent).start();
        }
    }

    @Override
    public void run() {
        try {
            while (isThere()) {
                TimeUnit.SECONDS.sleep(1);
            }
        } catch (InterruptedException e) {
            throw new AssertionError("a worker thread cannot be interrupted", e);
        }
        throw Halt.now(ExitCode.PARENT_GONE, "the parent (pid " + parent + ") is gone");
    }

    private boolean isThere() {
        try {
            long visible = visibleParent();
            return visible == UNKNOWN ? isListed() : visible == parent;
        } catch (OutOfMemoryError e) { // a task may get over that: it is asked again a second later
            return true;
        }
    }

    /** {@link #UNKNOWN} also where a task has left no descriptor to look with. */
    private static long visibleParent() {
        Optional<ProcessHandle> parent = ProcessHandle.current().parent();
        return parent.isPresent() ? parent.get().pid() : UNKNOWN;
    }

    /** Takes no descriptor. */
    private boolean isListed() {
        return Files.exists(Path.of("/proc", Long.toString(parent)));
    }
}
