package dev.carom.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.carom.LeftoverThreads;
import dev.carom.internal.engine.EngineTask;
import dev.carom.internal.engine.Event;
import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.FrameWriter;
import dev.carom.internal.wire.ProtocolException;
import dev.carom.internal.wire.Usage;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An acceptance is told with the end that follows it, and otherwise before whatever does. */
class WorkerFramesTest {
    private final WorkerFrames frames =
            new WorkerFrames("test", GateWorld.link(), new Notices(LeftoverThreads.IGNORE), null);

    @Test
    void acceptance_isToldWithTheEndOfItsAttempt() throws ProtocolException {
        accept(7);
        end(7);
        accept(8);
        end(8);
        assertThat(frames.heard()).hasSize(2).allMatch(event -> event instanceof Event.Ran);
    }

    @Test
    void acceptance_isToldBeforeWhateverElseFollows() throws ProtocolException {
        accept(7);
        frames.frame(FrameType.RETURNED, 8, ByteBuffer.allocate(0));
        end(7);
        accept(9);
        end(10);
        accept(0);
        assertThat(frames.take()).extracting(Object::getClass).containsExactly(Event.Accepted.class, Event.Returned.class,
                Event.Finished.class, Event.Accepted.class, Event.Finished.class, Event.Accepted.class);
    }

    @Test
    void acceptance_isToldWhereNothingFollowsInWhatWasRead() throws ProtocolException {
        GateWorld world = new GateWorld(1, 0);
        world.startWorkers();
        EngineTask task = GateWorld.task();
        world.gate.submit(task);
        accept(world.sent(task).attempt());
        frames.enter(world.gate);
        assertThat(world.gate.statistics().waiting().count()).isEqualTo(1);

        end(world.sent(task).attempt());
        frames.enter(world.gate);
        assertThat(world.hasOutcome(task)).isTrue();
    }

    @Test
    void whatCouldNotBeEntered_isThereToBeTaken() throws ProtocolException {
        accept(7);
        end(7);
        EngineGate none = null; // where entering fails at once
        assertThatNullPointerException().isThrownBy(() -> frames.enter(none));
        assertThat(frames.take()).extracting(Object::getClass).containsExactly(Event.Accepted.class, Event.Finished.class);
    }

    /** Which ends the read that one of its threads is in. */
    @Test
    void workerThatLeaves_isAnsweredOnce(@TempDir Path directory) throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("sock"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
                SocketChannel channel = SocketChannel.open(address);
                SocketChannel worker = server.accept()) {
            WorkerLink link = GateWorld.link();
            link.connected(channel, null, null, null, () -> {});
            WorkerFrames heard = new WorkerFrames("test", link, new Notices(LeftoverThreads.IGNORE), null);
            for (int times = 0; times < 2; times++) {
                heard.frame(FrameType.LEAVING, 0, ByteBuffer.allocate(5).putInt(1).put((byte) 'x').flip());
            }
            channel.shutdownOutput();

            ByteBuffer answer = ByteBuffer.allocate(100);
            while (worker.read(answer) >= 0) {
                assertThat(answer.hasRemaining()).isTrue();
            }
            assertThat(answer.flip()).isEqualTo(FrameWriter.frame(FrameType.SPIN, 0, new byte[8]));
        }
    }

    private void accept(long attempt) throws ProtocolException {
        frames.frame(FrameType.ACCEPT, attempt, ByteBuffer.allocate(0));
    }

    private void end(long attempt) throws ProtocolException {
        ByteBuffer body = ByteBuffer.allocate(Usage.SIZE + 1);
        frames.frame(FrameType.FAILURE, attempt, body);
    }
}
