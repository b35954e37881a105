package dev.carom.internal.runtime;

import dev.carom.internal.engine.Action;
import dev.carom.internal.engine.EngineTask;
import dev.carom.internal.process.WorkerProcess;
import dev.carom.internal.wire.EncodedTask;
import dev.carom.internal.wire.FrameReader;
import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.FrameWriter;
import dev.carom.internal.wire.Hello;
import dev.carom.internal.wire.ProtocolException;
import dev.carom.internal.wire.TaskEncoder;
import dev.carom.internal.wire.TaskHeader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The real thing behind one of the engine's workers: its secret, its process and its channel.
 *
 * <p>Frames are added under the engine's lock, so that they leave in the order that the engine decided; they are written
 * outside of it.
 */
final class WorkerLink {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final int id;
    private final byte[] token = new byte[Hello.TOKEN];
    private final byte[] proof = new byte[Hello.TOKEN];
    private final Outbox outbox = new Outbox();
    private final FrameReader reader;
    private final CountDownLatch launched = new CountDownLatch(1);

    /** The templates that this worker has been sent; guarded by the engine's lock. */
    private final BitSet defined = new BitSet();

    private volatile @Nullable Reception reception;
    private volatile @Nullable WorkerProcess process;
    private volatile @Nullable SocketChannel channel;
    private volatile @Nullable SelectionKey key;
    private volatile @Nullable Peer peer;
    private volatile boolean lookDue;

    WorkerLink(int id, int maxBody) {
        this.id = id;
        this.reader = new FrameReader(maxBody);
        RANDOM.nextBytes(token);
        RANDOM.nextBytes(proof);
    }

    int id() {
        return id;
    }

    // ---- the secret

    /** What the worker reads from its stdin, before the path of the socket. */
    String secret() {
        HexFormat hex = HexFormat.of();
        return hex.formatHex(token) + ' ' + hex.formatHex(proof);
    }

    boolean isMine(byte[] presented) {
        return MessageDigest.isEqual(token, presented);
    }

    byte[] proof() {
        return proof;
    }

    // ---- the process

    void launched(@Nullable WorkerProcess started) {
        process = started;
        launched.countDown();
    }

    /** The process; null where it could not be started. Waits for the launcher. */
    @Nullable WorkerProcess awaitProcess() throws InterruptedException {
        launched.await();
        return process;
    }

    /** The process; null before it was started, and where it could not be. */
    @Nullable WorkerProcess process() {
        return process;
    }

    // ---- the channel

    /** Where the worker is awaited. */
    void awaited(Reception socket) {
        reception = socket;
    }

    void connected(SocketChannel socket, SelectionKey registered, Peer reader) {
        channel = socket;
        key = registered;
        peer = reader;
    }

    /** The reading side of the channel; null before the worker has connected. */
    @Nullable Peer peer() {
        return peer;
    }

    @Nullable SocketChannel channel() {
        return channel;
    }

    FrameReader reader() {
        return reader;
    }

    /** Adds a frame. What the engine decided on is added under the engine's lock, so that it keeps its order. */
    void add(FrameType type, long attempt, byte[] body) {
        outbox.add(FrameWriter.frame(type, attempt, body));
    }

    /** Adds the task, after what it needs and the worker does not have. The caller holds the engine's lock. */
    void addTask(Action.SendTask action, TaskEncoder encoder) {
        EngineTask task = action.task();
        EncodedTask payload = Outgoing.of(task).payload();
        if (payload == null) {
            throw new IllegalStateException("attempt " + action.attempt() + " is of a task that has its outcome");
        }
        for (int template : payload.templates()) {
            if (!defined.get(template)) {
                defined.set(template);
                addDefinition(template, encoder.definition(template));
            }
        }
        String correlationId = Outgoing.of(task).submission().correlationId();
        TaskHeader header = new TaskHeader(task.softLimit(), task.hardLimit(), action.delivery(),
                correlationId == null ? "" : correlationId);
        outbox.addTask(header, action.attempt(), payload.bytes());
    }

    private void addDefinition(int template, byte[] definition) {
        byte[] body = new byte[4 + definition.length];
        ByteBuffer.wrap(body).putInt(template).put(definition);
        add(FrameType.DEFINE, 0, body);
    }

    /** The next {@link #flush} looks into the worker's journal, too. Under the engine's lock, by the thread that serves I/O. */
    void lookWhenFlushed() {
        lookDue = true;
    }

    /** Writes what the channel takes, and has the rest written when it takes more. */
    void flush() {
        Peer reader = peer;
        if (lookDue && reader != null) {
            lookDue = false;
            reader.look();
        }
        SocketChannel socket = channel;
        if (socket == null) {
            return;
        }
        try {
            if (outbox.flush(socket)) {
                awaitWritable();
            }
        } catch (IOException | OutOfMemoryError e) {
            outbox.close(); // the worker is gone, and reading its channel to the end says so; or it is given up by a limit
        }
    }

    /** The channel takes more. */
    void writable(SelectionKey writableKey) {
        SocketChannel socket = channel;
        if (socket == null) {
            return;
        }
        try {
            writableKey.interestOpsAnd(~SelectionKey.OP_WRITE);
            if (outbox.resume(socket)) {
                awaitWritable();
            }
        } catch (IOException | OutOfMemoryError e) {
            outbox.close(); // the worker is gone, and reading its channel to the end says so; or it is given up by a limit
        }
    }

    private void awaitWritable() {
        SelectionKey registered = key;
        if (registered == null) {
            return;
        }
        try {
            registered.interestOpsOr(SelectionKey.OP_WRITE);
            registered.selector().wakeup();
        } catch (CancelledKeyException e) {
            outbox.close(); // its channel has ended: nothing more is written
        }
    }

    /** Passes on the frames in these bytes. */
    void read(ByteBuffer bytes, WorkerFrames frames) throws ProtocolException {
        reader.feed(bytes, frames);
    }

    /** Closes the channel, and the socket that the worker was awaited on. */
    void close() {
        Reception awaited = reception;
        if (awaited != null) {
            awaited.close();
        }
        outbox.close();
        SocketChannel socket = channel;
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                Log.LOG.log(System.Logger.Level.DEBUG, "closing the channel of worker " + id, e);
            }
        }
    }
}
