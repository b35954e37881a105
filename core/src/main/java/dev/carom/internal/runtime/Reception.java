package dev.carom.internal.runtime;

import dev.carom.internal.wire.FrameReader;
import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.FrameWriter;
import dev.carom.internal.wire.Hello;
import dev.carom.internal.wire.ProtocolException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * The socket on which one worker is awaited. Who connects is a stranger until it has shown the worker's token; two that
 * cannot are too many. Used by the thread that serves I/O; closed by that, or by the one that releases the worker.
 */
final class Reception {
    /** Refused connections that are put up with. */
    private static final int PATIENCE = 2;

    /** More than any HELLO. */
    private static final int MAX_HELLO = 16 << 10;

    private final ServerSocketChannel listener;
    private final WorkerLink link;
    private final UserPrincipal owner;
    private final Path journal;
    private final List<SocketChannel> strangers = new ArrayList<>();
    private int refused;

    /**
     * @param owner the user who alone may connect
     * @param journal where the worker will keep the end of its stream
     */
    Reception(ServerSocketChannel listener, WorkerLink link, UserPrincipal owner, Path journal) {
        this.listener = listener;
        this.link = link;
        this.owner = owner;
        this.journal = journal;
    }

    /** What is known of somebody who connected. */
    enum Verdict {
        UNDECIDED,
        WORKER,
        REFUSED
    }

    WorkerLink link() {
        return link;
    }

    Path journal() {
        return journal;
    }

    synchronized boolean isOverrun() {
        return refused >= PATIENCE;
    }

    /** @throws java.nio.channels.ClosedChannelException if this was closed meanwhile */
    synchronized void accept(Selector selector) throws IOException {
        SocketChannel channel = listener.accept();
        if (channel != null) {
            strangers.add(channel); // first, so that it is closed with the others if the rest fails
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, FrameWriter.SOCKET_BUFFER);
            channel.register(selector, SelectionKey.OP_READ, new Stranger(this));
        }
    }

    synchronized void dismiss(SocketChannel channel) {
        refused++;
        strangers.remove(channel);
        closeQuietly(channel);
    }

    /** The worker is there, or will not come: nobody else is let in. */
    synchronized void close() {
        closeQuietly(listener);
        SocketChannel own = link.channel();
        for (SocketChannel stranger : strangers) {
            if (stranger != own) {
                closeQuietly(stranger);
            }
        }
        strangers.clear();
    }

    private static void closeQuietly(java.nio.channels.Channel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            Log.LOG.log(Level.DEBUG, "closing " + channel, e);
        }
    }

    /** Somebody who has connected, and what he has said so far. */
    static final class Stranger {
        private final Reception reception;
        private final FrameReader reader = new FrameReader(MAX_HELLO);
        private @Nullable Hello hello;
        private long heard;
        private boolean left;
        private String reason = "it said nothing";

        Stranger(Reception reception) {
            this.reception = reception;
        }

        Reception reception() {
            return reception;
        }

        /** Why it was refused. */
        String reason() {
            return reason;
        }

        /** Whether it went away before it said anything. */
        boolean leftSilently() {
            return left && heard == 0;
        }

        /** The process id that it gave. */
        long pid() {
            return hello == null ? -1 : hello.pid();
        }

        /** How many bytes it has sent. */
        long heard() {
            return heard;
        }

        Verdict read(SocketChannel channel, ByteBuffer buffer) {
            try {
                UserPrincipal user = channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user();
                if (!user.equals(reception.owner)) {
                    return refuse("it runs as user " + user.getName() + ", not as " + reception.owner.getName());
                }
                buffer.clear();
                int count = channel.read(buffer);
                if (count < 0) {
                    left = true;
                    return refuse("it closed the connection before it said who it is");
                }
                heard += count;
                reader.feed(buffer.flip(), this::frame);
                if (hello == null) {
                    return Verdict.UNDECIDED;
                }
                if (!reader.isAtBoundary()) {
                    return refuse("it went on before it was welcomed");
                }
                return reception.link.isMine(hello.token()) ? Verdict.WORKER : refuse("its token is wrong");
            } catch (ProtocolException e) {
                return refuse(e.getMessage());
            } catch (IOException e) {
                return refuse("the connection broke: " + e.getMessage());
            }
        }

        private void frame(FrameType type, long attempt, ByteBuffer body) throws ProtocolException {
            if (type != FrameType.HELLO || hello != null) {
                throw new ProtocolException(ProtocolException.Reason.UNKNOWN_TYPE,
                        "the first and only frame must be a HELLO, but it sent a " + type);
            }
            hello = Hello.decode(body);
        }

        private Verdict refuse(String why) {
            reason = why;
            return Verdict.REFUSED;
        }
    }
}
