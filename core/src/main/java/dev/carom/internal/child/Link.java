package dev.carom.internal.child;

import dev.carom.internal.wire.ExitCode;
import dev.carom.internal.wire.FrameReader;
import dev.carom.internal.wire.FrameSink;
import dev.carom.internal.wire.FrameWriter;
import dev.carom.internal.wire.Piece;
import dev.carom.internal.wire.ProtocolException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The channel to the parent. Its end, in whichever way, is the end of this process. One thread at a time reads, and one
 * at a time writes.
 */
final class Link {
    private static final int BUFFER = 64 * 1024;

    /** Once much comes at a time. */
    private static final int LARGE_BUFFER = 256 * 1024;

    /** So much is written along with that, or read, rather than by itself. */
    private static final int REST = 4 * 1024;

    private static final long QUIET_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

    private static final String PROVIDER = "java.nio.channels.spi.SelectorProvider";
    private static final String JDKS_PROVIDER = "sun.nio.ch.EPollSelectorProvider";

    private final SocketChannel channel;
    private ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
    private ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);

    /** Whether there was no memory for a larger one. */
    private volatile boolean cramped;

    /** Its limit is the largest there is: the parent is trusted, and the reader's memory grows only with what comes. */
    private final FrameReader frames = new FrameReader(Integer.MAX_VALUE - 64);

    private volatile long spinNanos;

    /** What is waited with where the channel does not block: null as long as nobody has to poll. */
    private volatile @Nullable Selector readable;

    private volatile @Nullable Selector writable;

    private volatile boolean left;

    /** Whether whoever reads waits outside of system calls. */
    private volatile boolean quiet;

    private Link(SocketChannel channel) {
        this.channel = channel;
    }

    static Link connect(String socket) throws IOException {
        SocketChannel channel = open();
        try {
            channel.setOption(StandardSocketOptions.SO_SNDBUF, FrameWriter.SOCKET_BUFFER);
            channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new Link(channel);
    }

    /**
     * For how long {@link #poll} polls from now on, in nanoseconds. To be called by the thread that reads. From the first time
     * on the channel does not block, and waiting for it takes one system call more.
     */
    void spin(long nanos) {
        if (nanos > 0 && readable == null) {
            try {
                Selector reads = Selector.open();
                Selector writes = openBeside(reads);
                channel.configureBlocking(false);
                channel.register(writes, SelectionKey.OP_WRITE);
                channel.register(reads, SelectionKey.OP_READ);
                writable = writes;
                readable = reads;
            } catch (IOException e) {
                return; // no descriptor is left: it waits as others do
            }
        }
        spinNanos = nanos;
    }

    /** Another one, or none of both. */
    private static Selector openBeside(Selector first) throws IOException {
        try {
            return Selector.open();
        } catch (IOException e) {
            first.close();
            throw e;
        }
    }

    /** Reads as {@link #read} does if something comes soon; returns whether it did. */
    boolean poll(FrameSink sink) {
        long nanos = spinNanos;
        if (nanos == 0) {
            return false;
        }
        long start = System.nanoTime();
        int count = receive();
        while (count == 0 && System.nanoTime() - start < nanos) {
            Thread.onSpinWait();
            count = receive();
        }
        if (count > 0) {
            passOn(count, sink);
        }
        return count > 0;
    }

    /**
     * With the JDK's own provider of channels, unless another one was asked for by name: looking for one that the class path
     * might have opens each jar of it.
     */
    private static SocketChannel open() throws IOException {
        if (System.getProperty(PROVIDER) != null || !isThere(JDKS_PROVIDER)) {
            return SocketChannel.open(StandardProtocolFamily.UNIX);
        }
        System.setProperty(PROVIDER, JDKS_PROVIDER);
        try {
            return SocketChannel.open(StandardProtocolFamily.UNIX);
        } finally {
            System.clearProperty(PROVIDER);
        }
    }

    private static boolean isThere(String type) {
        try {
            return Class.forName(type, false, null) != null;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Waits for bytes and passes the frames that they complete to {@code sink}; that may be none. */
    void read(FrameSink sink) {
        if (quiet) {
            passOn(receiveQuietly(), sink);
            return;
        }
        await(readable);
        passOn(receive(), sink);
    }

    private static void await(@Nullable Selector selector) {
        if (selector != null) {
            try {
                selector.select();
            } catch (IOException e) {
                throw Halt.now(ExitCode.PARENT_GONE, "the channel to the parent cannot be waited for: " + e.getMessage());
            }
        }
    }

    /**
     * This process may be about to end: from the next frame on a thread that reads is inside of a read for a moment only, as a JVM
     * that exits waits for up to 300 ms while any is.
     */
    void quieten() {
        quiet = true;
    }

    private int receiveQuietly() {
        try {
            channel.configureBlocking(false);
        } catch (IOException e) {
            throw Halt.now(ExitCode.PARENT_GONE, "the channel to the parent failed: " + e.getMessage());
        }
        int count = receive();
        while (count == 0) {
            LockSupport.parkNanos(this, QUIET_PAUSE);
            count = receive();
        }
        return count;
    }

    /** This process ends: as {@link #quieten}, but a thread that reads does so no more, and waits for that end. Writing goes on. */
    void leave() {
        left = true;
        try {
            channel.shutdownInput();
        } catch (IOException e) {
            return; // the parent has closed it, which ends the read as well
        }
    }

    /** How many bytes came into {@code in}; 0 only where the channel does not block. */
    private int receive() {
        int count;
        try {
            count = channel.read(in);
        } catch (IOException e) {
            throw Halt.now(ExitCode.PARENT_GONE, "the channel to the parent failed: " + e.getMessage());
        }
        if (count < 0) {
            while (left) {
                LockSupport.park(this);
            }
            throw Halt.now(ExitCode.PARENT_GONE, "the parent closed the channel");
        }
        return count;
    }

    private void passOn(int count, FrameSink sink) {
        in.flip();
        try {
            frames.feed(in, sink);
        } catch (ProtocolException e) {
            throw Halt.now(ExitCode.PROTOCOL, e.reason() + " in what the parent sent: " + e.getMessage());
        }
        in.clear();
        if (count == BUFFER && in.capacity() == BUFFER) {
            in = larger(in);
        }
    }

    /** A larger buffer than this, or the same where tasks have taken all direct memory, or had taken it before. */
    private ByteBuffer larger(ByteBuffer small) {
        if (!cramped) {
            try {
                return ByteBuffer.allocateDirect(LARGE_BUFFER + REST);
            } catch (OutOfMemoryError e) {
                cramped = true; // to look for it takes half a second each time
            }
        }
        return small;
    }

    /** Blocks until the kernel has taken all of these, one after the other. */
    void write(List<Piece> pieces) {
        long left = 0;
        for (Piece piece : pieces) {
            left += piece.remaining();
        }
        if (left > LARGE_BUFFER && out.capacity() == BUFFER) {
            out = larger(out);
        }
        int next = 0;
        while (left > 0) {
            out.clear().limit((int) Math.min(left, left > out.capacity() ? out.capacity() - REST : out.capacity()));
            left -= out.remaining();
            while (out.hasRemaining()) {
                Piece piece = pieces.get(next);
                piece.putTo(out);
                next += piece.remaining() == 0 ? 1 : 0;
            }
            write();
        }
    }

    private void awaitWritable() {
        Selector selector = writable;
        if (selector == null) {
            LockSupport.parkNanos(this, QUIET_PAUSE);
        } else {
            await(selector);
        }
    }

    private void write() {
        out.flip();
        try {
            while (out.hasRemaining()) {
                if (channel.write(out) == 0) {
                    awaitWritable();
                }
            }
        } catch (IOException e) {
            throw Halt.now(ExitCode.PARENT_GONE, "the channel to the parent failed: " + e.getMessage());
        }
    }
}
