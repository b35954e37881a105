package dev.carom.internal.child;

import dev.carom.internal.codec.InstalledCodec;
import dev.carom.internal.codec.ResultEncoder;
import dev.carom.internal.wire.FrameType;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and sends what tasks report, on a thread of its own that starts with the first report: the caller may be
 * interrupted or be raised in at any point, and neither must reach the channel or an encoder. For the same reason it
 * waits on monitors, which a raise releases, and not on locks, which it may leave locked.
 */
final class ProgressWriter {
    private final Outbox outbox;
    private final ResultEncoder encoder;
    private final ArrayDeque<Report> reports = new ArrayDeque<>();
    private boolean started;

    ProgressWriter(Outbox outbox, int maxPayload) {
        this.outbox = outbox;
        this.encoder = new ResultEncoder(maxPayload);
    }

    /** To be called before the first report where the pool has a codec. */
    void use(@Nullable InstalledCodec codec) {
        encoder.use(codec);
    }

    void send(AttemptContext attempt, Object value) {
        Report report = new Report(attempt, value, Thread.currentThread().getContextClassLoader());
        synchronized (reports) {
            if (!started) {
                new Writer().start(); // throws where no thread can be started; then the next report tries again
                started = true;
            }
            reports.add(report);
            reports.notifyAll();
        }
        try {
            report.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Report next() throws InterruptedException {
        synchronized (reports) {
            while (reports.isEmpty()) {
                reports.wait();
            }
            return reports.remove();
        }
    }

    private @Nullable IllegalArgumentException encodeAndWrite(Report report) {
        ResultEncoder.Encoded encoded;
        try {
            encoded = encoder.encodeProgress(report.value);
        } catch (IllegalArgumentException refused) {
            return refused;
        } catch (Throwable hostile) {
            return new IllegalArgumentException("the progress cannot be encoded: " + hostile, hostile);
        }
        synchronized (report.attempt) {
            // Where the caller was interrupted, its attempt may have ended since: nothing may follow its result.
            if (!report.attempt.hasEnded()) {
                outbox.append(FrameType.PROGRESS, report.attempt.attempt(), encoded.pieces());
            }
        }
        outbox.flush();
        return null;
    }

    private static final class Report {
        final AttemptContext attempt;
        final Object value;
        final ClassLoader loader;
        private boolean done;
        private @Nullable IllegalArgumentException refused;

        Report(AttemptContext attempt, Object value, ClassLoader loader) {
            this.attempt = attempt;
            this.value = value;
            this.loader = loader;
        }

        synchronized void await() throws InterruptedException {
            while (!done) {
                wait();
            }
            if (refused != null) {
                throw refused;
            }
        }

        synchronized void done(@Nullable IllegalArgumentException outcome) {
            refused = outcome;
            done = true;
            notifyAll();
        }
    }

    private final class Writer extends WorkerThread {
        Writer() {
            super("carom-progress", true);
        }

        @Override
        public void run() {
            try {
                while (true) {
                    Report report = next();
                    setContextClassLoader(report.loader);
                    report.done(encodeAndWrite(report));
                }
            } catch (InterruptedException e) {
                throw new AssertionError("a worker thread cannot be interrupted", e);
            }
        }
    }
}
