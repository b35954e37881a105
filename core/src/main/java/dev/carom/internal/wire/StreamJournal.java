package dev.carom.internal.wire;

import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The end of a worker's stream that its socket may not have yet, in a file that outlives the process. The worker maps it;
 * the parent reads it once the process is gone. So a worker need not write to its socket before each tiny task, and its
 * parent still learns all that it had begun and ended.
 *
 * <p>Layout, big-endian: i64 the position in the stream of the first byte kept here; i64 the position after the last
 * one; the bytes. Each is stored after what it stands for, so that the file makes sense at whatever point the process dies.
 */
public final class StreamJournal {
    /** So many bytes of the stream fit. */
    public static final int CAPACITY = 64 * 1024;

    private static final int FROM = 0;
    private static final int TO = 8;
    private static final int BYTES = 16;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final MappedByteBuffer file;

    private StreamJournal(MappedByteBuffer file) {
        this.file = file;
    }

    /** Where the journal of the worker at this socket is. */
    public static Path beside(Path socket) {
        return socket.resolveSibling(socket.getFileName() + ".journal");
    }

    /** Makes the file, with all its blocks: a full disk shows here, and not as a fault when it is written to. */
    public static StreamJournal create(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(
                path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocate(BYTES + CAPACITY);
            while (zeros.hasRemaining()) {
                channel.write(zeros);
            }
            return new StreamJournal(channel.map(FileChannel.MapMode.READ_WRITE, 0, BYTES + CAPACITY));
        }
    }

    /**
     * Keeps bytes of the stream.
     *
     * @param position of {@code bytes[0]} in the stream
     * @param from the first of {@code bytes} that is not kept yet; 0 forgets what was kept, which the socket has by now
     * @param count of {@code bytes}, at most {@link #CAPACITY}
     */
    public void keep(long position, byte[] bytes, int from, int count) {
        if (from == 0) {
            file.putLong(FROM, position);
            VarHandle.releaseFence();
        }
        file.put(BYTES + from, bytes, from, count - from);
        VarHandle.releaseFence();
        file.putLong(TO, position + count);
    }

    /**
     * What the journal of a worker that is gone has from this position in its stream on; nothing where there is no journal.
     *
     * @throws ProtocolException if what precedes it was not read, or the file is not what a worker makes
     */
    public static ByteBuffer rest(Path path, long position) throws IOException {
        return read(path, file -> {
            ByteBuffer bounds = read(file, FROM, BYTES);
            long from = bounds.getLong(FROM);
            long to = bounds.getLong(TO);
            if (to <= position) {
                return NOTHING;
            }
            if (from > position || to - from > CAPACITY) {
                throw ProtocolException.malformed("the worker's journal begins at " + from + " and ends at " + to
                        + ", but its stream was read up to " + position);
            }
            return read(file, BYTES + position - from, (int) (to - position));
        });
    }

    /** As {@link #rest}, while the worker may be writing to it: nothing where it is just being written anew. */
    public static ByteBuffer peek(Path path, long position) throws IOException {
        return read(path, file -> {
            ByteBuffer bounds = read(file, FROM, BYTES);
            long from = bounds.getLong(FROM);
            long to = bounds.getLong(TO);
            if (to <= position || from > position || to - from > CAPACITY) {
                return NOTHING;
            }
            ByteBuffer bytes = read(file, BYTES + position - from, (int) (to - position));
            return read(file, FROM, TO - FROM).getLong(0) == from ? bytes : NOTHING;
        });
    }

    private interface Reading {
        ByteBuffer of(SeekableByteChannel file) throws IOException;
    }

    /** Callers' threads read too, and a file is closed under a thread that is interrupted: that is put off meanwhile. */
    private static ByteBuffer read(Path path, Reading reading) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try (SeekableByteChannel file = open(path)) {
                    return reading.of(file);
                } catch (NoSuchFileException e) {
                    return NOTHING;
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** For writing too: whoever opens a pipe in its place, which the worker might put there, only to read would wait. */
    private static SeekableByteChannel open(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }

    /** So many bytes; a file that is shorter, as it is just being made, counts as zeros. */
    private static ByteBuffer read(SeekableByteChannel file, long at, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        file.position(at);
        while (bytes.hasRemaining() && file.read(bytes) >= 0) {
            continue;
        }
        return bytes.clear();
    }
}
