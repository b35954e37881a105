package dev.carom.internal.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carom.internal.wire.FrameType;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A parent that does not read holds up nobody but the thread that writes to it. */
@Timeout(300)
final class OutboxHoldTest {
    private static final int NOTICES = 400;
    private static final int SIZE = 16_000;

    @TempDir
    Path directory;

    @Test
    void whileTheTaskThreadWritesWhatItHeldBack_othersPostAndGoOn() throws Exception {
        Path socket = directory.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Outbox outbox = new Outbox(Link.connect(socket.toString()), directory.resolve("journal"));
            // Left open where this fails: a channel's end would end this JVM.
            SocketChannel parent = server.accept();
            for (int i = 0; i < NOTICES; i++) {
                outbox.append(FrameType.NOTICE, 0, new byte[SIZE]);
            }
            outbox.hold(FrameType.RESULT, 1, new byte[16], List.of());
            Thread task = daemon(outbox::flushHeld);
            await("it writes").atMost(TestParent.GENEROUS)
                    .until(() -> Stream.of(task.getStackTrace()).anyMatch(at -> at.getMethodName().equals("writeGathered")));

            Thread control = daemon(() -> outbox.post(FrameType.RETURNED, 7));

            control.join(TestParent.GENEROUS.toMillis());
            assertThat(control.isAlive()).as("it waits for what the other one writes").isFalse();
            ByteBuffer read = ByteBuffer.allocate(1 << 16);
            for (long all = 0; all < (long) NOTICES * SIZE; all += parent.read(read.clear())) {
                assertThat(all).isNotNegative();
            }
            task.join(TestParent.GENEROUS.toMillis());
            assertThat(task.isAlive()).isFalse();
            parent.close();
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
