package dev.carom.internal.runtime;

import dev.carom.error.LaunchException;
import dev.carom.internal.codec.ResultDecoder;
import dev.carom.internal.engine.Event;
import dev.carom.internal.process.Shortage;
import dev.carom.internal.wire.FrameType;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Reads what workers send and waits for deadlines: on the pool's own I/O thread, or on the thread of a host, one at a
 * time. Decodes nothing, runs no user code, and never blocks but in {@code select}.
 */
final class IoLoop {
    private static final int READ_BUFFER = (256 + 4) << 10;

    /** Long enough to do without a deadline; a longer one would overflow milliseconds. */
    private static final long LONGEST_WAIT = 3_600_000;

    /** The longest time that a host is told to stay away, and the time while a channel takes no more for now. */
    private static final long LONGEST_LEAVE = TimeUnit.MILLISECONDS.toNanos(LONGEST_WAIT);

    private static final long WRITE_AGAIN = TimeUnit.MILLISECONDS.toNanos(2);

    /** Who comes later than this to a deadline has been stopped, or was not let run. */
    private static final long STANDSTILL = TimeUnit.MILLISECONDS.toNanos(5);

    private final String pool;
    private final EngineGate gate;
    private final Function<WorkerLink, byte[]> welcome;
    private final Notices notices;
    private final ResultDecoder decoder;
    private final Bell bell;
    private final boolean hosted;
    private final Spin spin;
    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BUFFER);

    /** Channels that this thread does not watch now. */
    private final Set<Loan> lent = ConcurrentHashMap.newKeySet();

    /** When it looks after them next. */
    private long nextLook;

    /**
     * @param welcome makes the body of the WELCOME frame for a worker
     * @param decoder for those that ask for a result
     * @param bell for a host that waits by means of its own
     * @param hosted whether the thread that serves may wait for what it does itself, and so must come back after it
     * @param spin of those that read by themselves
     */
    IoLoop(String pool, EngineGate gate, Function<WorkerLink, byte[]> welcome, Notices notices, ResultDecoder decoder,
            Bell bell, boolean hosted, Spin spin) {
        this.spin = spin;
        this.decoder = decoder;
        this.bell = bell;
        this.hosted = hosted;
        this.notices = notices;
        this.pool = pool;
        this.gate = gate;
        this.welcome = welcome;
        try {
            this.selector = Selector.open();
        } catch (IOException e) {
            throw new LaunchException("pool " + pool + " cannot start: " + e + Shortage.remedy(e), e);
        }
    }

    /** A bug: nothing the pool says can be trusted any more, so that everything ends, with an outcome. */
    void failed(Throwable bug) {
        try {
            if (bug instanceof OutOfMemoryError) {
                drop(); // what follows needs memory
            }
            Log.LOG.log(Level.ERROR, "pool=" + pool + ": there is a bug; the pool is terminated", bug);
        } finally {
            gate.post(new Event.TerminatePool());
        }
    }

    private void drop() {
        for (SelectionKey key : keys()) {
            if (key.attachment() instanceof Peer peer) {
                peer.drop();
            }
        }
    }

    // ---- what is listened to

    /** Lets somebody connect here. The listener is closed when the worker has, or when its link is released. */
    void listen(ServerSocketChannel listener, Reception reception) throws ClosedChannelException {
        listener.register(selector, SelectionKey.OP_ACCEPT, reception);
        wakeUp();
    }

    /** The channels of the workers that are connected, and of those that are awaited. */
    List<SelectableChannel> channels() {
        List<SelectableChannel> channels = new ArrayList<>();
        for (SelectionKey key : keys()) {
            if (key.isValid()) {
                channels.add(key.channel());
            }
        }
        return channels;
    }

    private Set<SelectionKey> keys() {
        try {
            return selector.keys();
        } catch (ClosedSelectorException e) {
            return Set.of(); // the pool has ended
        }
    }

    /** Whoever serves has something to look at. */
    void wakeUp() {
        selector.wakeup();
        bell.ring();
    }

    void close() {
        for (SelectionKey key : keys()) {
            close(key.channel());
        }
        close(selector);
    }

    /** What cannot be closed keeps none of the others open. */
    private void close(Closeable what) {
        try {
            what.close();
        } catch (IOException e) {
            Log.LOG.log(Level.DEBUG, "closing what pool " + pool + " has listened to", e);
        }
    }

    // ---- serving

    /**
     * Waits for a channel, a deadline or {@link #wakeUp()}, for so many nanoseconds at most, and handles what has come.
     * Where a host drives, it waits for nothing if tasks were there to be entered: what comes of them may be what the host
     * waits for.
     *
     * @return whether anything had come
     */
    boolean serve(long nanos) {
        long limit = nanos == Long.MAX_VALUE ? Long.MAX_VALUE : gate.now() + nanos;
        try {
            int ready = select(limit);
            long now = gate.now();
            long late = now - gate.nextDeadline();
            if (late < 0) {
                return ready > 0;
            }
            if (late > STANDSTILL) {
                catchUp();
            }
            gate.post(new Event.Tick(), now); // it may have been stopped since: what is due later waits
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("the selector of pool " + pool + " failed", e);
        } catch (ClosedSelectorException e) {
            return false; // the pool ended while this thread waited
        }
    }

    private int select(long limit) throws IOException {
        long until = Math.min(limit, Math.min(gate.nextDeadline(), lookAfterLoans()));
        long hostAwayUntil = gate.arm(until);
        try {
            boolean entered = gate.enterWaiting(); // a task that comes after the line above is not left to this thread
            // A deadline that came before the line above is seen here; one that comes after it wakes the selector.
            long wait = Math.min(until, gate.nextDeadline()) - gate.now();
            if (wait <= 0 || entered && hosted) {
                return selector.selectNow(this::handle);
            }
            return selector.select(this::handle, millis(wait));
        } finally {
            gate.arm(hostAwayUntil);
            if (gate.nextDeadline() < hostAwayUntil) {
                bell.ring(); // guards against a deadline that came while this thread was awake, and so called nobody
            }
        }
    }

    /**
     * What came before a deadline is heard before that passes: a wait that the process was stopped in (SIGSTOP) ends without a
     * look at the channels, and borrowers may not have come to theirs. Each such look costs what is read in smaller pieces.
     */
    private void catchUp() throws IOException {
        for (Loan loan : lent) {
            loan.catchUp(buffer);
        }
        selector.selectNow(this::handle);
    }

    /** Returns when to come back. */
    private long lookAfterLoans() {
        if (lent.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long now = gate.now();
        if (now >= nextLook) {
            nextLook = now + TimeUnit.MILLISECONDS.toNanos(Loan.LOOK_MILLIS);
            lent.forEach(Loan::look);
        }
        return nextLook;
    }

    /** Rounded up, so that a deadline has passed after the wait; near to for ever, nothing may be added. */
    static long millis(long nanos) {
        return nanos / 1_000_000 >= LONGEST_WAIT ? LONGEST_WAIT : (nanos + 999_999) / 1_000_000;
    }

    /** Lets the engine do what is due. */
    boolean tick() {
        if (gate.nextDeadline() > gate.now()) {
            return false;
        }
        gate.post(new Event.Tick());
        return true;
    }

    // ---- for a host that has a selector of its own

    /** Handles what has come on this channel; returns whether more may come. */
    boolean handle(SelectableChannel channel) {
        SelectionKey key = channel.keyFor(selector);
        if (key == null || !key.isValid()) {
            return false;
        }
        Object attachment = key.attachment();
        if (attachment instanceof Peer peer) {
            peer.read(buffer);
        } else if (attachment instanceof Reception reception) {
            accept(key, reception);
        } else if (attachment instanceof Reception.Stranger stranger) {
            receive(key, stranger);
        }
        return key.isValid();
    }

    /** The host goes now, and is called if it is wanted sooner. Returns in how many nanoseconds it must be back. */
    long leave() {
        gate.arm(gate.nextDeadline());
        long wait = untilNextDeadline(); // looks again: a deadline that came before the line above calls nobody
        return awaitsWritable() ? Math.min(wait, WRITE_AGAIN) : wait;
    }

    long untilNextDeadline() {
        long deadline = gate.nextDeadline();
        return deadline == Long.MAX_VALUE ? LONGEST_LEAVE : Math.max(0, Math.min(deadline - gate.now(), LONGEST_LEAVE));
    }

    private boolean awaitsWritable() {
        try {
            for (SelectionKey key : keys()) {
                if (key.isValid() && (key.interestOps() & SelectionKey.OP_WRITE) != 0) {
                    return true;
                }
            }
        } catch (CancelledKeyException e) {
            return true; // the launcher has just closed it: look again
        }
        return false;
    }

    private void handle(SelectionKey key) {
        gate.disarm(); // awake: nobody needs to wake this thread for what follows
        try {
            ready(key);
        } catch (CancelledKeyException e) {
            // The launcher released the worker, and closed its channel, between a look at the key and its use.
            Log.LOG.log(Level.DEBUG, "pool={0}: a channel was closed while it was served", pool);
        }
    }

    private void ready(SelectionKey key) {
        if (!key.isValid()) {
            return;
        }
        Object attachment = key.attachment();
        if (attachment instanceof Peer peer) {
            if (key.isWritable()) {
                peer.link().writable(key);
            }
            if (key.isValid() && key.isReadable()) {
                peer.read(buffer);
            }
        } else if (attachment instanceof Reception reception) {
            accept(key, reception);
        } else if (attachment instanceof Reception.Stranger stranger) {
            receive(key, stranger);
        }
    }

    /** A connection that cannot be taken would be reported as ready for ever: its worker is given up. */
    private void accept(SelectionKey key, Reception reception) {
        try {
            reception.accept(selector);
            bell.ring(); // one channel more
        } catch (ClosedChannelException e) {
            key.cancel(); // the worker was released meanwhile
        } catch (IOException | OutOfMemoryError e) {
            key.cancel();
            reception.close();
            gate.post(new Event.ChannelEnded(reception.link().id(), "its connection could not be accepted: " + e
                    + Shortage.remedy(e)));
        }
    }

    /** Somebody says who he is. */
    private void receive(SelectionKey key, Reception.Stranger stranger) {
        Reception reception = stranger.reception();
        SocketChannel channel = (SocketChannel) key.channel();
        switch (stranger.read(channel, buffer)) {
            case UNDECIDED -> { }
            case WORKER -> {
                WorkerLink link = reception.link();
                Peer peer = new Peer(gate, link, new WorkerFrames(pool, link, notices, decoder), channel, key, reception.journal(),
                        stranger.heard());
                key.attach(peer);
                link.connected(channel, key, peer, new Loan(peer, channel, key, lent, spin, this::failed), this::wakeUp);
                reception.close();
                gate.post(new Event.Connected(link.id(), link.identify(stranger.pid())));
                link.add(FrameType.WELCOME, 0, welcome.apply(link));
                link.flush();
            }
            case REFUSED -> {
                key.cancel();
                reception.dismiss(channel);
                // A worker that is killed while it starts ends like this.
                Level level = stranger.leftSilently() ? Level.DEBUG : Level.WARNING;
                Log.LOG.log(level, "pool={0} worker={1}: refused a connection to its socket: {2}", pool,
                        Integer.toString(reception.link().id()), stranger.reason());
                if (reception.isOverrun()) {
                    reception.close();
                    gate.post(new Event.ChannelEnded(reception.link().id(),
                            "strangers connected to its socket: " + stranger.reason()));
                }
            }
        }
    }
}
