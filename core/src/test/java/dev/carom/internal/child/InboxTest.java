package dev.carom.internal.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carom.internal.wire.FrameSink;
import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.FrameWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM that exits waits for each thread that is inside a read. */
@Timeout(120)
final class InboxTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void onceTheTaskThreadHasNothingLeft_theControlThreadReadsNoMore(boolean controlReads) throws Exception {
        Path socket = directory.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Inbox inbox = new Inbox(Link.connect(socket.toString()), controlReads);
            FrameSink sink = (type, attempt, body) -> inbox.close();
            SocketChannel parent = server.accept(); // left open where this fails: a channel's end would end this JVM
            CompletableFuture<Inbox.Item> taken = new CompletableFuture<>();
            Thread task = new Thread(() -> taken.complete(inbox.take(sink)));
            Thread control = new Thread(() -> inbox.control(sink, () -> {}));
            control.setDaemon(true);
            task.start();
            await("it reads, or waits for who reads").atMost(TestParent.GENEROUS).until(() -> isInOneOf(task,
                    "readAsTask", "awaitUninterruptibly"));
            control.start();

            parent.write(FrameWriter.frame(FrameType.EXIT, 0, new byte[0]));

            control.join(TestParent.GENEROUS.toMillis());
            assertThat(control.isAlive()).isFalse();
            assertThat(taken.get()).isNull();
            parent.close();
        }
    }

    private static boolean isInOneOf(Thread thread, String... methods) {
        return Stream.of(thread.getStackTrace()).anyMatch(frame -> List.of(methods).contains(frame.getMethodName()));
    }
}
