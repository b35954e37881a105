package dev.carom.internal.process;

import dev.carom.WorkerOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads one of a worker's output streams to its end, so that the worker never blocks on a full pipe. Each line goes into
 * the ring and to where the pool's output goes; a failure there is no reason to stop reading.
 */
final class OutputDrain implements Runnable {
    /** What it throws is told once, with the output of the worker. */
    private static final Logger OUTPUT = System.getLogger("dev.carom.worker");
    private static final Charset CHARSET = charsetOfWorkers();
    private static final long STACK_BYTES = 256 << 10;

    /** More than a pipe holds. */
    private static final int MOST_AT_ONCE = 256 << 10;

    private final InputStream stream;
    private final OutputRing ring;
    private final WorkerOutput target;
    private final Supplier<PrintStream> forward;
    private final String label;
    private final UnaryOperator<String> remarks;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final int number;
    private final LineCutter cutter = new LineCutter(CHARSET, this::line);
    private boolean reported;

    /** Where it is read on rounds; null before the first one that found something. */
    private byte @Nullable [] found;

    /**
     * @param number 0 for stdout, 1 for stderr
     * @param forward the stream of this JVM that stands for the worker's; asked for each line, as it may be replaced
     * @param label how a line in the log is introduced
     * @param remarks makes of a line what is passed on
     */
    OutputDrain(
            InputStream stream,
            int number,
            OutputRing ring,
            WorkerOutput target,
            Supplier<PrintStream> forward,
            String label,
            UnaryOperator<String> remarks) {
        this.number = number;
        this.stream = stream;
        this.ring = ring;
        this.target = target;
        this.forward = forward;
        this.label = label;
        this.remarks = remarks;
    }

    private static Charset charsetOfWorkers() {
        Charset charset = Runtime.version().feature() < 18
                ? Charset.defaultCharset()
                : Charset.forName(System.getProperty("native.encoding", "UTF-8"));
        return charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
    }

    Thread start(String threadName) {
        Thread thread = new Thread(null, this, threadName, STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Override
    public void run() {
        byte[] buffer = new byte[LineCutter.PIECE];
        try (stream) {
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                cutter.feed(buffer, count);
            }
        } catch (IOException e) {
            // The worker is gone and abandon() closed the stream; or the pipe failed, which ends the output too.
            Log.LOG.log(Level.DEBUG, "{0} its output ended early: {1}", label, e);
        } finally {
            cutter.end();
            ended.countDown();
        }
    }

    // ---- read on rounds, instead of by a thread

    /** Reads what is there, but not for ever from one that goes on to print; returns whether there was anything. */
    boolean readAvailable() {
        int read = 0;
        try {
            for (int count = stream.available(); count > 0 && read < MOST_AT_ONCE; count = stream.available()) {
                if (found == null) {
                    found = new byte[LineCutter.PIECE];
                }
                count = stream.read(found, 0, Math.min(count, found.length));
                cutter.feed(found, count);
                read += count;
            }
        } catch (IOException e) {
            Log.LOG.log(Level.DEBUG, "{0} its output ended early: {1}", label, e);
        }
        return read > 0;
    }

    /** The worker has left: reads the rest, and waits for nobody else who may have its output open. */
    void readRest() {
        readAvailable();
        abandon();
        cutter.end();
        ended.countDown();
    }

    // ---- its end

    boolean hasEnded() {
        return ended.getCount() == 0;
    }

    /** Waits until everything was read, at most until {@code deadline} in the terms of {@link System#nanoTime()}. */
    boolean awaitEnd(long deadline) throws InterruptedException {
        return ended.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** Gives the stream up: a process that is none of ours holds the other end. */
    void abandon() {
        try {
            stream.close();
        } catch (IOException e) {
            Log.LOG.log(Level.DEBUG, "{0} cannot close its output: {1}", label, e);
        }
    }

    private void line(String text, boolean first, boolean last) {
        if (first) {
            ring.addStart(text, number, cutter.position());
        } else if (last) {
            ring.addEnd(text, number, cutter.position());
        }
        try {
            switch (target) {
                case FORWARD -> forward.get().println(remarks.apply(text));
                case LOG -> OUTPUT.log(Level.INFO, "{0} {1}", label, remarks.apply(text));
                case DISCARD -> { }
            }
        } catch (Throwable e) {
            // A replaced System.out or a log backend may throw anything; a drain that ends would block the worker.
            reportOnce(e);
        }
    }

    private void reportOnce(Throwable e) {
        if (!reported) {
            reported = true;
            ring.addStart("(carom: output could not be passed on: " + e + ")", number, Long.MAX_VALUE);
        }
    }
}
