package dev.carom.internal.child;

import dev.carom.internal.wire.Block;
import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.FrameWriter;
import dev.carom.internal.wire.Piece;
import dev.carom.internal.wire.StreamJournal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What goes to the parent, in order. Frames are gathered, and one thread at a time writes what was gathered, without the
 * lock. A thread that finds another one writing leaves its frame behind: the writer goes on until nothing is left. So
 * the control thread's replies never wait behind a large result of the task thread.
 *
 * <p>What is gathered may also be {@linkplain #accept kept} in a journal that outlives this process, and be written later.
 */
final class Outbox {
    /** A payload from this size on is written from where it is rather than gathered. */
    private static final int LARGE = 32 * 1024;

    /** So much may be kept in the journal before it is written. */
    private static final int MOST_KEPT = 16 * 1024;

    /** For so long may it be kept, in nanoseconds, while the task thread gets on. */
    private static final long LONGEST_KEPT = 200_000;

    /** How long the journal is taken to be where the parent looks for it, in nanoseconds, before this is asked again. */
    static final long JOURNAL_LOOK = 1_000_000_000;

    private static final byte[] NOTHING = {};

    private final Link link;
    private final Path journalPath;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition written = lock.newCondition();

    private byte[] gathered = new byte[8 * 1024];
    private byte[] spare = new byte[8 * 1024];
    private int size;
    private boolean writing;

    /** Of the task thread, which alone may look at it without the lock: frames that it has held back. */
    private byte[] held = new byte[256];

    private int heldSize;

    /** How many bytes there were ever to write, and how many of these the kernel has. */
    private long gatheredTotal;

    private long writtenTotal;

    /** Null before the first {@link #accept} that may keep, and where there can be none. */
    private @Nullable StreamJournal journal;

    private boolean journalTried;

    /** When the journal was last known to be there. */
    private long journalSeen;

    /** How much of what is gathered is in the journal, and since when. */
    private int kept;

    private long keptSince;

    Outbox(Link link, Path journalPath) {
        this.link = link;
        this.journalPath = journalPath;
    }

    /** Gathers a frame; it is written by the next {@link #flush} or {@link #post} of any thread. */
    void append(FrameType type, long attempt, byte[] body) {
        lock.lock();
        try {
            gather(type, attempt, body);
        } finally {
            lock.unlock();
        }
    }

    void append(FrameType type, long attempt) {
        append(type, attempt, NOTHING);
    }

    /** Gathers a frame with these pieces as its body; a large one is written at once. */
    void append(FrameType type, long attempt, List<ByteBuffer> pieces) {
        lock.lock();
        try {
            int length = length(NOTHING, pieces);
            if (length >= LARGE) {
                writeLarge(large(type, attempt, NOTHING, pieces, length));
            } else {
                makeRoom(FrameWriter.HEADER + length);
                advance(put(gathered, size, type, attempt, NOTHING, pieces, length));
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Holds a frame back whose body is {@code prefix} and then these pieces, without the lock: it is gathered by the next {@link
     * #accept} or {@link #flushHeld}. By the task thread.
     *
     * @return false if it is a large one, which is written at once
     */
    boolean hold(FrameType type, long attempt, byte[] prefix, List<ByteBuffer> pieces) {
        int length = length(prefix, pieces);
        if (length >= LARGE) {
            lock.lock();
            try {
                gatherHeld();
                writeLarge(large(type, attempt, prefix, pieces, length));
            } finally {
                lock.unlock();
            }
            return false;
        }
        int needed = heldSize + FrameWriter.HEADER + length;
        if (needed > held.length) {
            held = Arrays.copyOf(held, Math.max(needed, 2 * held.length));
        }
        heldSize += put(held, heldSize, type, attempt, prefix, pieces, length);
        return true;
    }

    /** Writes a frame with that prefix and these pieces as its body, after one for each of these blocks. By the task thread. */
    void write(FrameType type, long attempt, byte[] prefix, List<ByteBuffer> pieces, List<Object> blocks) {
        List<Piece> all = new ArrayList<>(2 * blocks.size() + 1 + pieces.size());
        for (Object array : blocks) {
            Block block = Block.of(array);
            all.add(header(block.type(), attempt, NOTHING, block.length()));
            all.add(block.piece());
        }
        all.addAll(large(type, attempt, prefix, pieces, length(prefix, pieces)));
        lock.lock();
        try {
            gatherHeld();
            writeLarge(all);
        } finally {
            lock.unlock();
        }
    }

    /** As {@link #flush}, with what the task thread, which calls this, has held back. */
    void flushHeld() {
        lock.lock();
        try {
            gatherHeld();
            writeAll();
        } finally {
            lock.unlock();
        }
    }

    /** Blocks until the kernel has all that was gathered before the call. */
    void flush() {
        lock.lock();
        try {
            writeAll();
        } finally {
            lock.unlock();
        }
    }

    private void writeAll() {
        long upTo = gatheredTotal;
        while (writtenTotal < upTo) {
            if (writing) {
                written.awaitUninterruptibly();
            } else {
                writeGathered();
            }
        }
    }

    /**
     * Gathers what the task thread, which calls this, has held back, then an ACCEPT; and keeps all that is gathered in the journal
     * where that {@code may} be written later.
     *
     * @param now by {@link System#nanoTime}
     * @return false if it must be written now: it may not wait, there is no journal, or much or old enough to be written in any
     *     case
     */
    boolean accept(long attempt, boolean may, long now) {
        lock.lock();
        try {
            gatherHeld();
            gather(FrameType.ACCEPT, attempt, NOTHING);
            return may && keep(now);
        } finally {
            lock.unlock();
        }
    }

    private boolean keep(long now) {
        assert lock.isHeldByCurrentThread();
        // While another thread writes, the journal has what that one is writing.
        if (writing || size > MOST_KEPT || kept > 0 && now - keptSince > LONGEST_KEPT) {
            return false;
        }
        StreamJournal open = journalTried && !isJournalGone(now) ? journal : openJournal(now);
        if (open == null) {
            return false;
        }
        keptSince = kept == 0 ? now : keptSince;
        open.keep(gatheredTotal - size, gathered, kept, size);
        kept = size;
        return true;
    }

    /**
     * Whether somebody has deleted it, as cleaners of temporary directories do with old files: what is kept there then nobody
     * would find. Not while it has something, which belongs in front of what is kept next.
     */
    private boolean isJournalGone(long now) {
        if (journal == null || kept > 0 || now - journalSeen < JOURNAL_LOOK) {
            return false;
        }
        journalSeen = now;
        return !Files.exists(journalPath);
    }

    private @Nullable StreamJournal openJournal(long now) {
        journalTried = true;
        journalSeen = now;
        journal = null;
        try {
            journal = StreamJournal.create(journalPath);
        } catch (IOException e) {
            byte[] why = Replies.string("each task is acknowledged by itself, which takes longer, as the journal cannot be"
                    + " made: " + e);
            gather(FrameType.NOTICE, 0, why);
        }
        return journal;
    }

    /** Writes what is gathered, unless another thread is writing and will do so. */
    void push() {
        lock.lock();
        try {
            if (!writing) {
                writeGathered();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gathers a frame, and writes it unless another thread is writing and will do so. */
    void post(FrameType type, long attempt, byte[] body) {
        lock.lock();
        try {
            gather(type, attempt, body);
            if (!writing) {
                writeGathered();
            }
        } finally {
            lock.unlock();
        }
    }

    void post(FrameType type, long attempt) {
        post(type, attempt, NOTHING);
    }

    /** Writes until nothing is left, what others gather in the meantime included. */
    private void writeGathered() {
        assert lock.getHoldCount() == 1 && !writing : "others would wait for what is written";
        writing = true;
        while (size > 0) {
            byte[] bytes = gathered;
            int count = size;
            gathered = spare;
            size = 0;
            kept = 0;
            lock.unlock();
            try {
                link.write(List.of(new Piece.Of(ByteBuffer.wrap(bytes, 0, count))));
            } finally {
                lock.lock();
            }
            spare = bytes;
            writtenTotal += count;
            written.signalAll();
        }
        writing = false;
    }

    /** Header and {@code prefix}, of a frame whose body has {@code length} bytes in all. */
    private static Piece header(FrameType type, long attempt, byte[] prefix, int length) {
        byte[] head = new byte[FrameWriter.HEADER + prefix.length];
        int end = FrameWriter.header(head, 0, type, attempt, length);
        System.arraycopy(prefix, 0, head, end, prefix.length);
        return new Piece.Of(ByteBuffer.wrap(head));
    }

    private void writeLarge(List<Piece> frames) {
        long count = 0;
        for (Piece piece : frames) {
            count += piece.remaining();
        }
        while (writing) {
            written.awaitUninterruptibly();
        }
        writeGathered();
        writing = true;
        gatheredTotal += count;
        lock.unlock();
        try {
            link.write(frames);
        } finally {
            lock.lock();
            writing = false;
        }
        writtenTotal += count;
        written.signalAll();
        writeGathered();
    }

    private void gather(FrameType type, long attempt, byte[] body) {
        assert lock.isHeldByCurrentThread();
        makeRoom(FrameWriter.HEADER + body.length);
        advance(put(gathered, size, type, attempt, body, List.of(), body.length));
    }

    private void gatherHeld() {
        assert lock.isHeldByCurrentThread();
        makeRoom(heldSize);
        System.arraycopy(held, 0, gathered, size, heldSize);
        advance(heldSize);
        heldSize = 0;
    }

    private void makeRoom(int count) {
        if (size + count > gathered.length) {
            gathered = Arrays.copyOf(gathered, Math.max(size + count, 2 * gathered.length));
        }
    }

    private static int length(byte[] prefix, List<ByteBuffer> pieces) {
        int length = prefix.length;
        for (int i = 0; i < pieces.size(); i++) {
            length += pieces.get(i).remaining();
        }
        return length;
    }

    /** Puts a frame whose body is {@code prefix} and then these pieces; returns how many bytes that makes. */
    private static int put(
            byte[] to, int at, FrameType type, long attempt, byte[] prefix, List<ByteBuffer> pieces, int length) {
        int end = FrameWriter.header(to, at, type, attempt, length);
        System.arraycopy(prefix, 0, to, end, prefix.length);
        end += prefix.length;
        for (int i = 0; i < pieces.size(); i++) {
            ByteBuffer piece = pieces.get(i);
            int count = piece.remaining();
            piece.get(piece.position(), to, end, count);
            end += count;
        }
        return end - at;
    }

    private static List<Piece> large(
            FrameType type, long attempt, byte[] prefix, List<ByteBuffer> pieces, int length) {
        List<Piece> all = new ArrayList<>(1 + pieces.size());
        all.add(header(type, attempt, prefix, length));
        pieces.forEach(piece -> all.add(new Piece.Of(piece)));
        return all;
    }

    private void advance(int count) {
        size += count;
        gatheredTotal += count;
    }
}
