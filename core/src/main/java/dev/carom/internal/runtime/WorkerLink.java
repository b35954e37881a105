package dev.carom.internal.runtime;

import dev.carom.internal.codec.TaskEncoder;
import dev.carom.internal.engine.Action;
import dev.carom.internal.process.WorkerProcess;
import dev.carom.internal.results.Source;
import dev.carom.internal.wire.EncodedTask;
import dev.carom.internal.wire.FrameReader;
import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.Hello;
import dev.carom.internal.wire.ProtocolException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The real thing behind one of the engine's workers: its secret, its process and its channel.
 *
 * <p>Frames are added under the engine's lock, so that they leave in the order that the engine decided; they are written
 * outside of it.
 */
final class WorkerLink implements Link {
    private static final SecureRandom RANDOM = new SecureRandom();

    /** So much is read at a time that the I/O thread does not read. */
    private static final int REST = 4 << 10;

    private final int id;
    private final boolean spare;
    private final Launcher launcher;
    private final byte[] token = new byte[Hello.TOKEN];
    private final byte[] proof = new byte[Hello.TOKEN];
    private final Outbox outbox = new Outbox();
    private final FrameReader reader;
    private volatile @Nullable ByteBuffer rest;
    private final CountDownLatch launched = new CountDownLatch(1);

    private final SentTemplates templates = new SentTemplates();

    private volatile @Nullable Reception reception;
    private volatile @Nullable WorkerProcess process;
    private volatile @Nullable SocketChannel channel;
    private volatile @Nullable SelectionKey key;
    private volatile @Nullable Peer peer;
    private volatile @Nullable Loan loan;
    private volatile boolean lookDue;

    /** For how long the worker is to poll, as it was told. Written with the monitor. */
    private volatile long spinTold;

    /** Guarded by this. */
    private boolean closed;

    /** Written before {@code channel}, without which nobody calls it. */
    private Runnable wakeServer = () -> { };

    /** @param spare whether it is started as one */
    WorkerLink(int id, boolean spare, int maxBody, Launcher launcher) {
        this.id = id;
        this.spare = spare;
        this.launcher = launcher;
        this.reader = new FrameReader(maxBody);
        RANDOM.nextBytes(token);
        RANDOM.nextBytes(proof);
    }

    int id() {
        return id;
    }

    /** Whether it was started to be warm when another one is gone. */
    boolean isSpare() {
        return spare;
    }

    /** Whether the class-data archive will have what it loads. */
    boolean isRecorded() {
        return launcher.isRecorded(id);
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

    @Override
    public void order(Action action) {
        launcher.order(action, this);
    }

    void launched(@Nullable WorkerProcess started) {
        process = started;
        launched.countDown();
    }

    @Override
    public void awaitStart() throws InterruptedException {
        launched.await();
    }

    @Override
    public void abandon() {
        WorkerProcess started = process;
        if (started != null) {
            started.killTree();
        }
    }

    /** The process; null before it was started, and where it could not be. */
    @Nullable WorkerProcess process() {
        return process;
    }

    /** The worker has connected, and says that it is process {@code said}: the pid that it has for this process. */
    long identify(long said) {
        WorkerProcess known = process;
        return known == null ? said : known.identify(said);
    }

    // ---- the channel

    /** Where the worker is awaited. */
    void awaited(Reception socket) {
        reception = socket;
    }

    /**
     * Where the link was closed before, what is given here is closed.
     *
     * @param serverCall wakes the thread that serves I/O
     */
    synchronized void connected(
            SocketChannel socket, SelectionKey registered, Peer reader, Loan toBorrowers, Runnable serverCall) {
        wakeServer = serverCall;
        key = registered;
        peer = reader;
        loan = toBorrowers;
        channel = socket;
        if (closed) {
            closeChannel();
        }
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

    @Override
    public void add(FrameType type, long attempt, byte[] body) {
        outbox.add(type, attempt, body);
    }

    /** After what it needs and the worker does not have. */
    @Override
    public void addTask(Action.SendTask action, TaskEncoder encoder) {
        EncodedTask payload = templates.payload(action, encoder, this::addDefinition);
        outbox.addTask(Outgoing.of(action.task()).header(action.delivery()), action.attempt(), payload);
    }

    private void addDefinition(int template, byte[] definition) {
        byte[] body = new byte[4 + definition.length];
        ByteBuffer.wrap(body).putInt(template).put(definition);
        add(FrameType.DEFINE, 0, body);
    }

    /** Into the worker's journal; asked for by the thread that serves I/O alone. */
    @Override
    public void lookWhenFlushed() {
        lookDue = true;
    }

    @Override
    public @Nullable Source flushAndBorrow() {
        Loan present = loan;
        boolean borrowed = present != null && present.borrow();
        spinAfterwards(borrowed ? present.workerSpin() : 0);
        write();
        return borrowed ? present : null;
    }

    /** Writes what the channel takes, and has the rest written when it takes more. */
    @Override
    public void flush() {
        Loan present = loan;
        if (present != null) {
            present.end();
        }
        spinAfterwards(0);
        write();
    }

    /** Tells the worker, with what is written next, for how long it is to poll after each task. */
    private void spinAfterwards(long nanos) {
        if (spinTold != nanos) {
            tellSpin(nanos);
        }
    }

    private synchronized void tellSpin(long nanos) { // what is added last is what was told last, by whatever thread
        try {
            add(FrameType.SPIN, 0, ByteBuffer.allocate(8).putLong(nanos).array());
            spinTold = nanos;
        } catch (OutOfMemoryError e) {
            return; // the task must be sent all the same
        }
    }

    /** Tells the worker what it knows, which ends the read that one of its threads is in. For whoever reads what it says. */
    void stir() {
        synchronized (this) { // so that it is what it knows
            tellSpin(spinTold);
        }
        send();
    }

    private void write() {
        Peer reader = peer;
        if (lookDue && reader != null) {
            lookDue = false;
            reader.look();
        }
        send();
    }

    private void send() {
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
            wakeServer.run();
        } catch (CancelledKeyException e) {
            outbox.close(); // its channel has ended: nothing more is written
        }
    }

    /**
     * To be called before its process is started, which could not be heard without memory for that.
     *
     * @throws OutOfMemoryError if there is none
     */
    void prepare() {
        outbox.prepare();
        rest = ByteBuffer.allocateDirect(REST);
    }

    /** To read what is there, besides what the I/O thread reads. For whoever reads. */
    ByteBuffer rest() {
        ByteBuffer present = rest;
        if (present == null) {
            throw new IllegalStateException("the link is not prepared");
        }
        return present;
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
        synchronized (this) { // guards against a worker that is just being taken for one by the thread that serves I/O
            closed = true;
            closeChannel();
        }
    }

    private void closeChannel() {
        SocketChannel socket = channel;
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                Log.LOG.log(System.Logger.Level.DEBUG, "closing the channel of worker " + id, e);
            }
        }
        Loan lent = loan;
        if (lent != null) {
            lent.close();
        }
    }
}
