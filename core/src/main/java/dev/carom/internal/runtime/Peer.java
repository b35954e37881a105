package dev.carom.internal.runtime;

import dev.carom.internal.engine.Event;
import dev.carom.internal.process.Shortage;
import dev.carom.internal.wire.ProtocolException;
import dev.carom.internal.wire.StreamJournal;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The stream of one worker, as the parent reads it: from its channel, then from its journal. Any thread may read, one at
 * a time; what it reads is in the engine before the next one does, so that it keeps its order.
 */
final class Peer {
    /** How often the channel is read before the others have their turn. */
    private static final int READS = 4;

    private final EngineGate gate;
    private final WorkerLink link;
    private final WorkerFrames frames;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final Path journal;

    /** Taken before the engine's. */
    private final ReentrantLock lock = new ReentrantLock();

    /** How many bytes of the stream were passed on, and how many of these the channel has brought. */
    private long position;

    private long received;

    /** Nothing more is read from the channel; where it is broken, from the journal neither. */
    private boolean over;

    private boolean broken;

    /** What is read from here on is not heard. */
    private boolean deaf;

    /** @param heard how many bytes the worker wrote before it was known to be one */
    Peer(EngineGate gate, WorkerLink link, WorkerFrames frames, SocketChannel channel, SelectionKey key, Path journal,
            long heard) {
        this.gate = gate;
        this.link = link;
        this.frames = frames;
        this.channel = channel;
        this.key = key;
        this.journal = journal;
        this.position = heard;
        this.received = heard;
    }

    WorkerLink link() {
        return link;
    }

    /** Reads what is there, a few times at most. Returns whether more may come. */
    boolean read(ByteBuffer buffer) {
        lock.lock();
        try {
            int count = buffer.capacity();
            for (int i = 0; i < READS && !over && count == buffer.capacity(); i++) {
                count = readOnce(buffer);
            }
            return !over;
        } finally {
            lock.unlock();
        }
    }

    /** Reads what is there, once: how many bytes, below 0 where nothing more will come. */
    int poll(ByteBuffer buffer) {
        lock.lock();
        try {
            return over ? -1 : readOnce(buffer);
        } finally {
            lock.unlock();
        }
    }

    /** Reads also what the worker keeps in its journal, unless another thread is reading. Does not block. */
    void look() {
        if (lock.tryLock()) {
            try {
                lookNow();
            } finally {
                lock.unlock();
            }
        }
    }

    private void lookNow() {
        for (int i = 0; i < READS && !over && readOnce(link.rest()) > 0; i++) {
            continue;
        }
        if (over) {
            return;
        }
        try {
            ByteBuffer kept = kept();
            if (kept.hasRemaining()) {
                hear(kept);
            }
        } catch (ProtocolException e) {
            end(e.getMessage());
        } catch (IOException e) {
            Log.LOG.log(Level.DEBUG, "looking into the journal of worker " + link.id(), e);
        }
    }

    /** Nothing where there is no direct memory, which the JDK needs for it: there is another look soon. */
    private ByteBuffer kept() throws IOException, ProtocolException {
        try {
            return StreamJournal.peek(journal, position);
        } catch (OutOfMemoryError e) {
            return ByteBuffer.allocate(0);
        }
    }

    private void passOn(ByteBuffer bytes) throws ProtocolException {
        position += bytes.remaining();
        if (deaf) {
            return;
        }
        try {
            link.read(bytes, frames);
        } catch (OutOfMemoryError e) {
            throw outOfMemory(e);
        }
    }

    /** What is passed on is in the engine, but for where there is no memory: what it does not know then nobody would tell it. */
    private void hear(ByteBuffer bytes) throws ProtocolException {
        passOn(bytes);
        try {
            frames.enter(gate);
        } catch (OutOfMemoryError e) {
            throw outOfMemory(e);
        }
    }

    /** Ends this worker, as a bad frame does, and nothing else. */
    private ProtocolException outOfMemory(OutOfMemoryError e) {
        frames.drop(); // first: it may have all the memory that there is
        return new ProtocolException(ProtocolException.Reason.LENGTH_OVER_LIMIT,
                "no fault of the worker's: the JVM that has the pool is out of memory for what it sent (" + e.getMessage()
                        + "); raise its -Xmx, or have tasks return less");
    }

    /** The process is gone: reads all that it wrote, or says that it could not. */
    void readRest() {
        lock.lock();
        try {
            readToTheEnd();
        } catch (RuntimeException | Error e) { // no memory, for one: then nobody knows what else it has begun
            over = true;
            Log.LOG.log(Level.WARNING, "what worker " + link.id() + " wrote last could not be read", e);
            gate.post(broken("what it wrote last could not be read: " + e + Shortage.remedy(e)));
        } finally {
            lock.unlock();
        }
    }

    /** The pool ends for want of memory: lets go of a result that is not whole, unless another thread is reading it. */
    void drop() {
        if (lock.tryLock()) {
            try {
                deaf = true;
                frames.drop();
            } finally {
                lock.unlock();
            }
        }
    }

    /** It may live on: nothing of what it says from here on is heard. */
    void giveUp(String why) {
        lock.lock();
        try {
            if (!over) {
                end(why);
            }
        } finally {
            lock.unlock();
        }
    }

    private void readToTheEnd() {
        int count = 1;
        while (!over && count > 0) {
            count = readOnce(link.rest());
        }
        if (!over) {
            // Somebody else holds its channel open. What he writes is not the worker's.
            over = true;
            key.cancel();
        }
        if (!broken) {
            gate.post(lastWords(null));
        }
    }

    /** How many bytes came; below 0 at the end. */
    private int readOnce(ByteBuffer buffer) {
        try {
            buffer.clear();
            int count = channel.read(buffer);
            if (count > 0) {
                // What the journal had shown already comes once more.
                int known = (int) Math.min(count, position - received);
                received += count;
                hear(buffer.flip().position(known));
            } else if (count < 0) {
                end(null);
            }
            return count;
        } catch (ProtocolException e) {
            end(e.getMessage());
        } catch (IOException e) {
            end(null); // a reset: the worker is gone, with something of ours unread
        }
        return -1;
    }

    private void end(@Nullable String violation) {
        over = true;
        key.cancel();
        gate.post(violation == null ? lastWords(new Event.ChannelEnded(link.id(), null)) : broken(violation));
    }

    /** What the journal has, then {@code end}. */
    private List<Event> lastWords(@Nullable Event end) {
        try {
            passOn(StreamJournal.rest(journal, position));
            if (end != null && !deaf) {
                frames.endOfChannel();
            }
        } catch (IOException e) {
            return broken("its journal cannot be read: " + e.getMessage());
        }
        List<Event> events = frames.take();
        if (end != null) {
            events.add(end);
        }
        return events;
    }

    private List<Event> broken(String violation) {
        broken = true;
        List<Event> events = frames.take();
        events.add(new Event.ChannelEnded(link.id(), violation));
        return events;
    }
}
