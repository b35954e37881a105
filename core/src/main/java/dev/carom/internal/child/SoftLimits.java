package dev.carom.internal.child;

import dev.carom.internal.wire.FrameType;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The raiser, opened when a task with a soft limit first takes long, on a thread of its own: that takes a tenth of a
 * second. Where it cannot be opened the parent is told, once, and soft limits only interrupt.
 */
final class SoftLimits {
    private final Outbox outbox;
    private final boolean raises;
    private boolean opening;
    private boolean opened;
    private @Nullable Raiser raiser;

    SoftLimits(Outbox outbox, boolean raises) {
        this.outbox = outbox;
        this.raises = raises;
    }

    boolean raises() {
        return raises;
    }

    /** Begins to open the raiser, if it is wanted and that has not begun. */
    synchronized void prepare() {
        if (raises && !opening) {
            opening = true;
            new Opener().start();
        }
    }

    /** Waits for the raiser; null where soft limits only interrupt. */
    @Nullable Raiser raiser() {
        if (!raises) {
            return null;
        }
        prepare();
        synchronized (this) {
            try {
                while (!opened) {
                    wait();
                }
            } catch (InterruptedException e) {
                throw new AssertionError("a worker thread cannot be interrupted", e);
            }
            return raiser;
        }
    }

    private synchronized void opened(@Nullable Raiser found) {
        raiser = found;
        opened = true;
        notifyAll();
    }

    /** With its causes, as the failure of a static initializer says nothing by itself. */
    static String why(Throwable unavailable) {
        return Stream.iterate(unavailable, Objects::nonNull, Throwable::getCause)
                .map(Throwable::toString)
                .collect(Collectors.joining(", because of "));
    }

    private final class Opener extends WorkerThread {
        Opener() {
            super("carom-soft-limit", true);
        }

        @Override
        public void run() {
            try {
                opened(JvmtiRaiser.open());
            } catch (VirtualMachineError e) {
                throw e;
            } catch (RuntimeException | Error unavailable) { // logging of the JDK's throws a plain Error
                opened(null);
                outbox.post(FrameType.NOTICE, 0, Replies.string("soft limits only interrupt the task's thread here, since"
                        + " raising needs JNA and a JVM that lets it: " + why(unavailable)));
            }
        }
    }
}
