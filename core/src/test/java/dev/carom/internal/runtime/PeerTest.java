package dev.carom.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.LeftoverThreads;
import dev.carom.WorkerExit;
import dev.carom.internal.engine.Action;
import dev.carom.internal.engine.EngineTask;
import dev.carom.internal.engine.Event;
import dev.carom.internal.engine.ExitFacts;
import dev.carom.internal.engine.Outcome;
import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.FrameWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken for known of a worker whose stream was read, or could not be. */
class PeerTest {
    @TempDir
    private Path directory;

    @Test
    void streamThatCannotBeReadToItsEnd_mayHaveAcceptedWhatTheWorkerHad() throws Exception {
        isLost(new FailingKey(), Peer::readRest);
    }

    @Test
    void workerWhoseEndIsNotKnown_mayHaveAcceptedWhatItHad() throws Exception {
        isLost(new Key(), peer -> peer.giveUp("nobody waited for it"));
    }

    private void isLost(Key key, Consumer<Peer> end) throws Exception {
        GateWorld world = new GateWorld(1, 0);
        world.startWorkers();
        EngineTask task = GateWorld.task();
        world.gate.post(task);
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("sock"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
                SocketChannel channel = SocketChannel.open(address)) {
            server.accept().close();
            WorkerLink link = GateWorld.link();
            WorkerFrames frames = new WorkerFrames("read", link, new Notices(LeftoverThreads.IGNORE), null);
            end.accept(new Peer(world.gate, link, frames, channel, key, directory.resolve("none"), 0));
        }
        world.gate.post(new Event.Exited(1, new ExitFacts(1, WorkerExit.EXITED, false, List.of(), null, 0)));

        assertThat(world.told).filteredOn(Action.Complete.class::isInstance).singleElement()
                .isInstanceOfSatisfying(Action.Complete.class, ended -> assertThat(ended.outcome()).isInstanceOf(Outcome.Lost.class));
    }

    @Test
    void acceptanceThatThereIsNoMemoryToTellOf_endsItsWorker_andLosesTheTask() throws Exception {
        FullWorld world = new FullWorld();
        world.startWorkers();
        EngineTask task = GateWorld.task();
        world.gate.post(task);
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("sock"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
                SocketChannel channel = SocketChannel.open(address);
                SocketChannel worker = server.accept()) {
            ByteBuffer accept = ByteBuffer.allocate(16).putShort((short) 0xCA70).put((byte) 1).put(FrameType.ACCEPT.code());
            worker.write(accept.putInt(0).putLong(world.sent(task).attempt()).flip());
            WorkerLink link = GateWorld.link();
            WorkerFrames frames = new WorkerFrames("read", link, new Notices(LeftoverThreads.IGNORE), null);
            Peer peer = new Peer(world.gate, link, frames, channel, new Key(), directory.resolve("none"), 0);
            world.gate.arm(Long.MAX_VALUE); // so whatever is entered moves a deadline
            world.full = true;

            assertThat(peer.read(ByteBuffer.allocate(64))).as("more may come").isFalse();
        }
        world.gate.post(new Event.Exited(1, new ExitFacts(1, WorkerExit.EXITED, false, List.of(), null, 0)));

        assertThat(world.told).filteredOn(Action.Complete.class::isInstance).singleElement()
                .isInstanceOfSatisfying(Action.Complete.class, ended -> assertThat(ended.outcome()).isInstanceOf(Outcome.Lost.class));
    }

    /** It has no memory once. */
    private static final class FullWorld extends GateWorld {
        private boolean full;

        FullWorld() {
            super(1, 0);
        }

        @Override
        public void deadlineMoved() {
            if (full) {
                full = false;
                throw new OutOfMemoryError("a test's");
            }
        }
    }

    @Test
    void channelThatEndsWithinAFrame_isToldOfTheWorker_andOneThatEndsBetweenTwoIsNot() throws Exception {
        for (int bytes : new int[] {0, 5}) {
            GateWorld world = new GateWorld(1, 0);
            world.startWorkers();
            UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("sock" + bytes));
            try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
                    SocketChannel channel = SocketChannel.open(address)) {
                try (SocketChannel worker = server.accept()) {
                    worker.write(ByteBuffer.wrap(new byte[] {(byte) 0xCA, 0x70, 1, 16, 0}, 0, bytes));
                }
                WorkerLink link = GateWorld.link();
                WorkerFrames frames = new WorkerFrames("read", link, new Notices(LeftoverThreads.IGNORE), null);
                new Peer(world.gate, link, frames, channel, new Key(), directory.resolve("none"), 0).readRest();
            }
            world.gate.post(new Event.Exited(1, new ExitFacts(1, WorkerExit.EXITED, false, List.of(), null, 0)));

            String remarks = world.told.stream()
                    .filter(Action.WorkerDown.class::isInstance)
                    .map(action -> String.join(" ", ((Action.WorkerDown) action).facts().remarks()))
                    .findFirst()
                    .orElseThrow();
            assertThat(remarks.contains("the channel ended inside the header of a frame, after 5")).isEqualTo(bytes > 0);
        }
    }

    @Test
    void whatFollowsAResultThatWasLetGoOf_isNotHeard_butTheEndIs() throws Exception {
        GateWorld world = new GateWorld(1, 0);
        world.startWorkers();
        EngineTask task = GateWorld.task();
        world.gate.post(task);
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("sock"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
                SocketChannel channel = SocketChannel.open(address)) {
            WorkerLink link = GateWorld.link();
            WorkerFrames frames = new WorkerFrames("read", link, new Notices(LeftoverThreads.IGNORE), null);
            Peer peer = new Peer(world.gate, link, frames, channel, new Key(), directory.resolve("none"), 0);
            try (SocketChannel worker = server.accept()) {
                worker.write(FrameWriter.frame(FrameType.RESULT, 77, new byte[100]).limit(60));
                peer.poll(ByteBuffer.allocate(60));
                peer.drop();
                worker.write(ByteBuffer.allocate(56)); // the rest of it
                worker.write(FrameWriter.frame(FrameType.ACCEPT, world.sent(task).attempt(), new byte[0]));
            }
            peer.readRest();
        }
        world.gate.post(new Event.Exited(1, new ExitFacts(1, WorkerExit.EXITED, false, List.of(), null, 0)));

        assertThat(world.told).noneMatch(Action.Accepted.class::isInstance).filteredOn(Action.WorkerDown.class::isInstance)
                .singleElement().satisfies(down -> assertThat(((Action.WorkerDown) down).facts().remarks()).isEmpty());
    }

    /** That of a channel whose end cannot be noted. */
    private static final class FailingKey extends Key {
        @Override
        public void cancel() {
            throw new OutOfMemoryError("a test's");
        }
    }

    private static class Key extends SelectionKey {
        @Override
        public SelectableChannel channel() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Selector selector() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isValid() {
            return true;
        }

        @Override
        public void cancel() {}

        @Override
        public int interestOps() {
            return OP_READ;
        }

        @Override
        public SelectionKey interestOps(int ops) {
            return this;
        }

        @Override
        public int readyOps() {
            return OP_READ;
        }
    }
}
