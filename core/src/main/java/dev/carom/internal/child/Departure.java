package dev.carom.internal.child;

import dev.carom.Task;
import dev.carom.internal.codec.PayloadDecoder;
import dev.carom.internal.text.PrintableText;
import dev.carom.internal.wire.ExitCode;
import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.Leaving;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How this process leaves: asked to, or because something in it calls {@code System.exit}, or by a signal. Either way
 * the user's shutdown hooks run, for {@link #PATIENCE} at most.
 */
final class Departure {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(2);

    /** It is waited for in pieces: where the machine lets nobody here run for a while, that counts as one of them. */
    private static final int PIECES = 20;
    private static final int SHOWN_FRAMES = 6;

    private final Link link;
    private final Outbox outbox;
    private volatile boolean asked;
    private boolean watched;

    Departure(Link link, Outbox outbox) {
        this.link = link;
        this.outbox = outbox;
    }

    /** From here on a shutdown that nobody asked for is reported and bounded. */
    void watch() {
        Runtime.getRuntime().addShutdownHook(new Hook());
    }

    /** Calls the exit hook, if there is one, with the pid and the exit code. */
    void runExitHook(PayloadDecoder decoder, byte[] hook) {
        if (hook.length == 0) {
            return;
        }
        bound();
        try {
            Object decoded = decoder.decode(ByteBuffer.wrap(hook));
            @SuppressWarnings("unchecked") // the parent encodes nothing else as an exit hook
            Task.Of2<Long, Integer, ?, ?> task = (Task.Of2<Long, Integer, ?, ?>) decoded;
            task.call(ProcessHandle.current().pid(), ExitCode.ORDERLY);
        } catch (Throwable thrown) {
            outbox.post(FrameType.NOTICE, 0, Replies.string("the exit hook failed: " + thrown));
        }
    }

    /** Runs the shutdown hooks and ends the process. Does not return. */
    void leave(int code) {
        asked = true;
        bound();
        link.leave();
        Runtime.getRuntime().exit(code);
    }

    /** Halts the process when it is still there after {@link #PATIENCE}. */
    private synchronized void bound() {
        if (!watched) {
            watched = true;
            new Watchdog().start();
        }
    }

    private static String reason() {
        for (Map.Entry<Thread, StackTraceElement[]> thread : Thread.getAllStackTraces().entrySet()) {
            StackTraceElement[] frames = thread.getValue();
            String name = PrintableText.name(thread.getKey().getName());
            for (int i = 0; i < frames.length; i++) {
                String type = frames[i].getClassName();
                if (type.equals("java.lang.Terminator") || type.startsWith("java.lang.Terminator$")) {
                    return "signal (" + name + ")";
                }
                if (type.equals("java.lang.Runtime") && frames[i].getMethodName().equals("exit")) {
                    return Leaving.BY_EXIT + "thread '" + name + "'" + shown(frames, i + 1);
                }
            }
        }
        return "the JVM shuts down, and no thread shows why";
    }

    private static String shown(StackTraceElement[] frames, int from) {
        StringBuilder lines = new StringBuilder();
        for (int i = from; i < Math.min(frames.length, from + SHOWN_FRAMES); i++) {
            lines.append("\n\tat ").append(frames[i]);
        }
        return lines.toString();
    }

    private final class Hook extends WorkerThread {
        Hook() {
            super("carom-leaving", false);
        }

        @Override
        public void run() {
            if (!asked) {
                bound();
                link.quieten(); // which the answer to the next line brings about
                outbox.post(FrameType.LEAVING, 0, Replies.string(reason()));
            }
        }
    }

    private static final class Watchdog extends WorkerThread {
        Watchdog() {
            super("carom-watchdog", true);
        }

        @Override
        public void run() {
            try {
                for (int piece = 0; piece < PIECES; piece++) {
                    TimeUnit.NANOSECONDS.sleep(PATIENCE / PIECES);
                }
            } catch (InterruptedException e) {
                throw new AssertionError("a worker thread cannot be interrupted", e);
            }
            throw Halt.now(ExitCode.HOOK_STUCK, "the exit hook or a shutdown hook did not return within "
                    + TimeUnit.NANOSECONDS.toMillis(PATIENCE) + " ms");
        }
    }
}
