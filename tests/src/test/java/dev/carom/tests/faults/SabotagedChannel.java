package dev.carom.tests.faults;

import dev.carom.tests.faults.Point.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Arrays;
import java.util.Set;

/**
 * The channel of a worker, blocking, where a {@link Saboteur} looks at each place of each frame. What was written before a
 * fault is with the kernel when it strikes; what comes after it is not.
 */
final class SabotagedChannel extends SocketChannel {
    private static final int GARBAGE = 64;

    private static volatile SabotagedChannel ofThisWorker;

    private final SocketChannel real;
    private final FrameTrack in = new FrameTrack();
    private final FrameTrack out = new FrameTrack();

    SabotagedChannel(SelectorProvider provider, SocketChannel real) {
        super(provider);
        this.real = real;
        ofThisWorker = this;
    }

    static SabotagedChannel ofThisWorker() {
        return ofThisWorker;
    }

    // ---- faults

    void breakOff() {
        try {
            real.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void writeGarbage() {
        byte[] garbage = new byte[GARBAGE];
        Arrays.fill(garbage, (byte) 0x55);
        try {
            writeFully(ByteBuffer.wrap(garbage));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- reading and writing

    @Override
    public int read(ByteBuffer target) throws IOException {
        int start = target.position();
        int limit = target.limit();
        target.limit(Math.min(limit, start + in.distance()));
        int count;
        try {
            count = real.read(target);
        } finally {
            target.limit(limit);
        }
        if (count > 0) {
            follow(target.duplicate().limit(start + count).position(start));
        }
        return count;
    }

    private void follow(ByteBuffer read) {
        if (!in.inHeader()) {
            in.body(read.remaining());
            in.pass();
            return;
        }
        in.header(read);
        if (!in.inHeader()) {
            in.at(Place.HEADER);
            in.pass();
        }
    }

    /** A header is held back until it is whole: nobody can tell before that what it is the beginning of. */
    @Override
    public int write(ByteBuffer source) throws IOException {
        int count = source.remaining();
        while (source.hasRemaining()) {
            int step = Math.min(source.remaining(), out.distance());
            ByteBuffer piece = source.slice().limit(step);
            source.position(source.position() + step);
            if (!out.inHeader()) {
                Fault after = out.orderedAfter(step);
                writeFully(piece);
                out.body(step);
                out.pass(after);
                continue;
            }
            out.header(piece);
            if (!out.inHeader()) {
                out.at(Place.BEFORE);
                Fault after = out.orderedAfter(0);
                writeFully(out.wholeHeader());
                out.pass(after);
            }
        }
        return count;
    }

    private void writeFully(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            real.write(bytes);
        }
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        return read(targets[offset]);
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        long count = 0;
        for (ByteBuffer source : Arrays.asList(sources).subList(offset, offset + length)) {
            count += write(source);
        }
        return count;
    }

    // ---- the rest is the real channel's

    @Override
    public SocketChannel bind(SocketAddress local) throws IOException {
        real.bind(local);
        return this;
    }

    @Override
    public <T> SocketChannel setOption(SocketOption<T> name, T value) throws IOException {
        real.setOption(name, value);
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> name) throws IOException {
        return real.getOption(name);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return real.supportedOptions();
    }

    @Override
    public SocketChannel shutdownInput() throws IOException {
        real.shutdownInput();
        return this;
    }

    @Override
    public SocketChannel shutdownOutput() throws IOException {
        real.shutdownOutput();
        return this;
    }

    @Override
    public Socket socket() {
        return real.socket();
    }

    @Override
    public boolean isConnected() {
        return real.isConnected();
    }

    @Override
    public boolean isConnectionPending() {
        return real.isConnectionPending();
    }

    @Override
    public boolean connect(SocketAddress remote) throws IOException {
        return real.connect(remote);
    }

    @Override
    public boolean finishConnect() throws IOException {
        return real.finishConnect();
    }

    @Override
    public SocketAddress getRemoteAddress() throws IOException {
        return real.getRemoteAddress();
    }

    @Override
    public SocketAddress getLocalAddress() throws IOException {
        return real.getLocalAddress();
    }

    @Override
    protected void implCloseSelectableChannel() throws IOException {
        real.close();
    }

    @Override
    protected void implConfigureBlocking(boolean block) throws IOException {
        real.configureBlocking(block);
    }
}
