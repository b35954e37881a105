package dev.carom.internal.child;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * Counts what goes out by {@code System.out} and {@code System.err}, so that the parent can tell the output of one task from
 * that of the next. What native code and other processes write there is not counted.
 */
final class Printed {
    private static final int BUFFER = 8192;

    private final Counting out = new Counting(FileDescriptor.out);
    private final Counting err = new Counting(FileDescriptor.err);
    private final Buffered bufferedOut = new Buffered(out);
    private final Buffered bufferedErr = new Buffered(err);
    private final PrintStream ownOut = stream(bufferedOut, "stdout.encoding");
    private final PrintStream ownErr = stream(bufferedErr, "stderr.encoding");
    private long reportedOut;
    private long reportedErr;

    private Printed() {}

    /** Puts itself between the streams of this process and those who print. */
    static Printed install() {
        Printed printed = new Printed();
        System.setOut(printed.ownOut);
        System.setErr(printed.ownErr);
        return printed;
    }

    private static PrintStream stream(Buffered target, String encoding) {
        return new Lasting(target, charset(encoding));
    }

    /** The charset that the JVM chose for its own stream. */
    private static Charset charset(String property) {
        String name = System.getProperty(property, System.getProperty("sun." + property));
        if (name == null && Runtime.version().feature() >= 18) {
            name = System.getProperty("native.encoding");
        }
        try {
            return name == null ? Charset.defaultCharset() : Charset.forName(name);
        } catch (IllegalArgumentException unknown) {
            return Charset.defaultCharset(); // as the JVM's own stream
        }
    }

    /** What was printed is out when this returns, to a stream of a task's own too. */
    void flush() {
        flush(System.out, ownOut, bufferedOut);
        flush(System.err, ownErr, bufferedErr);
    }

    private static void flush(@Nullable PrintStream stream, PrintStream own, Buffered buffered) {
        try {
            if (stream != null && (stream != own || buffered.hasContent())) {
                stream.flush();
            }
        } catch (Throwable ofTheUsersStream) {
            // Printing is not part of the task's outcome, and there may be no stream left to report this on.
        }
    }

    /** Whether something was printed that {@link #report} has not told of. For the task thread. */
    boolean hasMore() {
        return out.count != reportedOut || err.count != reportedErr;
    }

    /** The body of a PRINTED frame. */
    byte[] report() {
        reportedOut = out.count;
        reportedErr = err.count;
        return ByteBuffer.allocate(16).putLong(reportedOut).putLong(reportedErr).array();
    }

    /** Outlives a task that closes it: others print after that, and so does the JVM when it is out of memory. */
    private static final class Lasting extends PrintStream {
        Lasting(Buffered target, Charset charset) {
            super(target, true, charset);
        }

        @Override
        public void close() {
            flush();
        }
    }

    /** Its locks need not be taken after each task, as few tasks print. */
    private static final class Buffered extends BufferedOutputStream {
        Buffered(Counting target) {
            super(target, BUFFER);
        }

        /** As far as this thread can know, without the stream's lock. */
        boolean hasContent() {
            return count > 0;
        }
    }

    /** Used under the lock of the stream before it. */
    private static final class Counting extends FileOutputStream {
        private volatile long count;

        Counting(FileDescriptor target) {
            super(target);
        }

        @Override
        public void write(int b) throws IOException {
            super.write(b);
            add(1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            super.write(bytes, offset, length);
            add(length);
        }

        private synchronized void add(int written) {
            count += written;
        }
    }
}
