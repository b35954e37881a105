package dev.carom.internal.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.FrameWriter;
import dev.carom.internal.wire.Piece;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A JVM that exits waits for each thread that is inside a read. */
@Timeout(300)
final class LeavingTest {
    @TempDir
    Path directory;

    /** Of the frames that were read. */
    private final Set<Long> attempts = ConcurrentHashMap.newKeySet();

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void threadThatReads_waitsForTheEndElsewhere_andWritingGoesOn(long spinNanos) throws Exception {
        try (ServerSocketChannel server = server()) {
            Link link = connect(spinNanos);
            SocketChannel parent = server.accept(); // left open where this fails: a channel's end would end this JVM
            Thread reader = reader(link);

            link.leave();

            await("it is there no more").atMost(TestParent.GENEROUS).until(() -> reader.getState() == Thread.State.WAITING);
            assertThatItWrites(link, parent);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void threadThatReads_doesSoOutsideOfSystemCalls_onceItIsQuieted_andWritingGoesOn(long spinNanos) throws Exception {
        try (ServerSocketChannel server = server()) {
            Link link = connect(spinNanos);
            SocketChannel parent = server.accept();
            Thread reader = reader(link);

            link.quieten();
            send(parent, 1);

            await("it is inside the read for moments only").atMost(TestParent.GENEROUS)
                    .until(() -> reader.getState() == Thread.State.TIMED_WAITING);
            assertThatItWrites(link, parent);
            byte[] much = new byte[4 << 20];
            Thread writer = new Thread(() -> link.write(List.of(new Piece.Of(ByteBuffer.wrap(much)))));
            writer.start();
            await("it waits for the channel to take more").atMost(TestParent.GENEROUS)
                    .until(() -> writer.getState() == Thread.State.TIMED_WAITING || isInside(writer, "epoll"));
            ByteBuffer written = ByteBuffer.allocate(much.length);
            while (written.hasRemaining()) {
                parent.read(written);
            }
            send(parent, 2);
            await("it reads on").atMost(TestParent.GENEROUS).until(() -> attempts.contains(2L));
        }
    }

    private ServerSocketChannel server() throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(directory.resolve("s")));
    }

    private Link connect(long spinNanos) throws IOException {
        Link link = Link.connect(directory.resolve("s").toString());
        link.spin(spinNanos);
        return link;
    }

    /** A thread that reads, and is inside of a read. */
    private Thread reader(Link link) {
        Thread reader = new Thread(() -> {
            while (true) {
                link.read((type, attempt, body) -> attempts.add(attempt));
            }
        });
        reader.setDaemon(true);
        reader.start();
        await("it is inside the read").atMost(TestParent.GENEROUS)
                .until(() -> isInside(reader, ""));
        return reader;
    }

    /** Whether it is inside of a native method of a class whose name contains that, in lower case. */
    private static boolean isInside(Thread thread, String type) {
        StackTraceElement[] stack = thread.getStackTrace();
        return stack.length > 0 && stack[0].isNativeMethod() && stack[0].getClassName().toLowerCase(Locale.ROOT).contains(type);
    }

    private static void send(SocketChannel parent, long attempt) throws IOException {
        ByteBuffer frame = FrameWriter.frame(FrameType.DUMP, attempt, new byte[0]);
        while (frame.hasRemaining()) {
            parent.write(frame);
        }
    }

    private static void assertThatItWrites(Link link, SocketChannel parent) throws IOException {
        link.write(List.of(new Piece.Of(ByteBuffer.wrap(new byte[] {7}))));
        ByteBuffer written = ByteBuffer.allocate(2);
        parent.read(written);
        assertThat(written.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {7}));
    }
}
