package dev.carom.internal.child;

import dev.carom.internal.wire.ExitCode;
import dev.carom.internal.wire.FrameSink;
import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.Hello;
import dev.carom.internal.wire.ProtocolException;
import dev.carom.internal.wire.StreamJournal;
import dev.carom.internal.wire.Welcome;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The main class of a worker's JVM. Takes no arguments: what it has to know comes on stdin, as an {@link Invitation}. */
public final class WorkerMain {
    private WorkerMain() {}

    public static void main(String[] args) {
        Halt.prepare();
        Invitation invitation;
        Link link;
        try {
            invitation = Invitation.read(System.in);
            System.setIn(InputStream.nullInputStream());
            link = Link.connect(invitation.socket());
        } catch (IOException e) {
            throw Halt.now(ExitCode.HANDSHAKE, "cannot reach the parent: " + e.getMessage());
        }
        InterruptSignal.ignore();
        unpackWithoutAHome(Path.of(invitation.socket()).getParent());
        Outbox outbox = new Outbox(link, StreamJournal.beside(Path.of(invitation.socket())));
        Handshake handshake = new Handshake(link, outbox, invitation.proof());
        outbox.post(FrameType.HELLO, 0, hello(invitation.token()));
        while (handshake.worker == null) {
            link.read(handshake);
        }
        handshake.worker.start();
    }

    /**
     * JNA unpacks its native code below the home of the user. One who is in no list of users, as in a container, has none: the JVM
     * names it {@code ?}, and that directory would be made where the worker runs.
     */
    private static void unpackWithoutAHome(Path ownDirectory) {
        String home = System.getProperty("user.home");
        if ((home == null || !home.startsWith("/")) && System.getProperty("jna.tmpdir") == null) {
            System.setProperty("jna.tmpdir", ownDirectory.toString());
        }
    }

    private static byte[] hello(byte[] token) {
        String jdk = System.getProperty("java.runtime.version", "unknown");
        return new Hello(token, ProcessHandle.current().pid(), jdk, "").encode();
    }

    /** Waits for the WELCOME; frames that come with it are the worker's. */
    private static final class Handshake implements FrameSink {
        private final Link link;
        private final Outbox outbox;
        private final byte[] proof;
        private @Nullable Worker worker;

        Handshake(Link link, Outbox outbox, byte[] proof) {
            this.link = link;
            this.outbox = outbox;
            this.proof = proof;
        }

        @Override
        public void frame(FrameType type, long attempt, ByteBuffer body) throws ProtocolException {
            if (worker != null) {
                worker.frame(type, attempt, body);
                return;
            }
            if (type != FrameType.WELCOME) {
                throw new ProtocolException(
                        ProtocolException.Reason.UNKNOWN_TYPE, "a " + type + " frame where WELCOME was awaited");
            }
            Welcome welcome = Welcome.decode(body);
            if (!MessageDigest.isEqual(welcome.proof(), proof)) {
                throw Halt.now(ExitCode.HANDSHAKE, "what listens on the socket is not the parent: its proof is wrong");
            }
            worker = new Worker(link, outbox, welcome);
        }
    }
}
