package dev.carom.internal.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carom.internal.wire.Piece;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM that exits waits for each thread that is inside a read. */
@Timeout(300)
final class LeavingTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void threadThatReads_waitsForTheEndElsewhere_andWritingGoesOn(long spinNanos) throws Exception {
        Path socket = directory.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Link link = Link.connect(socket.toString());
            link.spin(spinNanos);
            SocketChannel parent = server.accept(); // left open where this fails: a channel's end would end this JVM
            Thread reader = new Thread(() -> link.read((type, attempt, body) -> {}));
            reader.setDaemon(true);
            reader.start();
            await("it is inside the read").atMost(TestParent.GENEROUS)
                    .until(() -> reader.getStackTrace().length > 0 && reader.getStackTrace()[0].isNativeMethod());

            link.leave();

            await("it is there no more").atMost(TestParent.GENEROUS).until(() -> reader.getState() == Thread.State.WAITING);
            link.write(List.of(new Piece.Of(ByteBuffer.wrap(new byte[] {7}))));
            ByteBuffer written = ByteBuffer.allocate(2);
            parent.read(written);
            assertThat(written.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {7}));
        }
    }
}
