package dev.carom.tests.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.carom.ProcessPool;
import dev.carom.error.RestartFreqExceededException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Somebody else connects to the socket on which a worker is awaited, before the worker does. */
@Tag("any-jdk")
class StrangersTest {
    /** A frame that says HELLO with a token of zeros; see the table of frames in ARCHITECTURE.md. */
    private static final byte[] HELLO_WITH_A_WRONG_TOKEN = hello();

    private final List<SocketChannel> strangers = new ArrayList<>();

    @AfterEach
    void leave() throws IOException {
        for (SocketChannel stranger : strangers) {
            stranger.close();
        }
    }

    @Test
    @Tag("B246")
    @Tag("B245")
    void wrongToken_isRefusedAndTheWorkerIsServed() throws Exception {
        servedAfter(HELLO_WITH_A_WRONG_TOKEN);

        assertRefused(strangers.get(0));
    }

    @Test
    @Tag("B245")
    void garbage_isRefusedAndTheWorkerIsServed() throws Exception {
        servedAfter("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

        assertRefused(strangers.get(0));
    }

    @Test
    void strangerWhoSaysNothing_keepsNobodyOut() throws Exception {
        servedAfter(new byte[0]);

        assertRefused(strangers.get(0)); // its connection ends when the worker has come
    }

    @Test
    void headerThatClaimsAGigabyte_isRefusedBeforeItsBodyComes() throws Exception {
        servedAfter(ByteBuffer.allocate(16).putShort((short) 0xCA70).put((byte) 1).put((byte) 1).putInt(1 << 30).array());

        assertRefused(strangers.get(0));
    }

    @Test
    void twoStrangers_areOneTooManyAndThePoolSaysWhy() {
        try (ProcessPool pool = ProcessPool.builder().processes(1).maxRestarts(0).launcher(launch -> {
            visit(launch.java(), HELLO_WITH_A_WRONG_TOKEN);
            visit(launch.java(), HELLO_WITH_A_WRONG_TOKEN);
            return List.of("sleep", "1000");
        }).build()) {
            assertThatExceptionOfType(RestartFreqExceededException.class)
                    .isThrownBy(() -> pool.apply(() -> 1))
                    .withMessageContaining("strangers connected to its socket: its token is wrong");
        }
    }

    private void servedAfter(byte[] words) throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(1).launcher(launch -> {
            visit(launch.java(), words);
            return launch.java();
        }).build()) {
            assertThat(pool.<Integer, RuntimeException>apply(() -> 42)).isEqualTo(42);
            assertThat(strangers).hasSize(1);
        }
    }

    /** The socket is the last argument of the worker's command. */
    private void visit(List<String> java, byte[] words) {
        try {
            SocketChannel stranger = SocketChannel.open(UnixDomainSocketAddress.of(java.get(java.size() - 1)));
            strangers.add(stranger);
            stranger.write(ByteBuffer.wrap(words));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertRefused(SocketChannel stranger) throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(64);
        try {
            assertThat(stranger.read(answer)).isEqualTo(-1);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset"); // closed before it had read all
        }
    }

    private static byte[] hello() {
        int body = 32 + 8 + 4 + 4;
        return ByteBuffer.allocate(16 + body)
                .putShort((short) 0xCA70).put((byte) 1).put((byte) 1).putInt(body).putLong(0)
                .array();
    }
}
