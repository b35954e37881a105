package dev.carom.internal.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
final class LinkTest {
    @TempDir
    Path directory;

    /** A JVM that exits waits for each thread that is inside a read. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1000})
    void whoReadsWhenItStops_waitsOutsideOfTheRead_andWhatIsWrittenArrives(long spin) throws Exception {
        Path socket = directory.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Link link = Link.connect(socket.toString());
            SocketChannel parent = server.accept(); // never closed: a channel's end would end this JVM
            Thread reader = new Thread(() -> {
                link.spin(spin);
                link.read((type, attempt, body) -> { });
            });
            reader.setDaemon(true);
            reader.start();
            await("it reads").atMost(TestParent.GENEROUS).until(() -> isIn(reader, "read") || isIn(reader, "select"));

            link.stopReading();

            await("it waits for the end").atMost(TestParent.GENEROUS)
                    .until(() -> isIn(reader, "awaitEnd") && reader.getState() == Thread.State.WAITING);
            link.write(List.of(ByteBuffer.wrap(new byte[] {42})));
            ByteBuffer got = ByteBuffer.allocate(1);
            parent.read(got);
            assertThat(got.get(0)).isEqualTo((byte) 42);
        }
    }

    private static boolean isIn(Thread thread, String method) {
        return Stream.of(thread.getStackTrace()).anyMatch(frame -> frame.getMethodName().equals(method));
    }
}
