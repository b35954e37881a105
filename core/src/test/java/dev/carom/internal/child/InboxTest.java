package dev.carom.internal.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carom.internal.wire.FrameSink;
import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.FrameWriter;
import dev.carom.internal.wire.TaskHeader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM that exits waits for each thread that is inside a read. */
@Timeout(300)
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

    @Test
    void attemptThatCameInTheSameRead_isRevoked() throws Exception {
        withoutReader(inbox -> {
            inbox.add(delivery(1));
            inbox.add(delivery(2));
            assertThat(inbox.revoke(1)).isTrue();
            assertThat(inbox.poll(false)).isEqualTo(delivery(2));
            assertThat(inbox.poll(false)).isNull();
            assertThat(inbox.revoke(2)).isFalse();
        });
    }

    @Test
    void attemptThatCameInTheSameReadAsTheEnd_isReturned() throws Exception {
        withoutReader(inbox -> {
            inbox.add(delivery(1));
            assertThat(inbox.close()).containsExactly(delivery(1));
            assertThat(inbox.poll(false)).isNull();
        });
    }

    private void withoutReader(Consumer<Inbox> test) throws Exception {
        Path socket = directory.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            test.accept(new Inbox(Link.connect(socket.toString()), false));
        }
    }

    private static Delivery delivery(long attempt) {
        return new Delivery(attempt, new TaskHeader(0, 0, 1, ""), ByteBuffer.allocate(0), List.of());
    }

    private static boolean isInOneOf(Thread thread, String... methods) {
        return Stream.of(thread.getStackTrace()).anyMatch(frame -> List.of(methods).contains(frame.getMethodName()));
    }
}
