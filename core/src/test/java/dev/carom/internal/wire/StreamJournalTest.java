package dev.carom.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class StreamJournalTest {
    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void choosePath() {
        path = StreamJournal.beside(directory.resolve("1.sock"));
    }

    @Test
    void noJournal_hasNothing() throws IOException {
        assertThat(text(StreamJournal.rest(path, 0))).isEmpty();
        assertThat(text(StreamJournal.peek(path, 0))).isEmpty();
    }

    @Test
    void freshJournal_hasNothing() throws IOException {
        StreamJournal.create(path);

        assertThat(text(StreamJournal.rest(path, 0))).isEmpty();
        assertThat(text(StreamJournal.rest(path, 100))).isEmpty();
    }

    @Test
    void whatTheSocketDidNotBring_isTheRest() throws IOException {
        StreamJournal journal = StreamJournal.create(path);
        journal.keep(1000, bytes("abc"), 0, 3);
        journal.keep(1000, bytes("abcdef"), 3, 6);

        assertThat(text(StreamJournal.rest(path, 1000))).isEqualTo("abcdef");
        assertThat(text(StreamJournal.rest(path, 1004))).isEqualTo("ef");
        assertThat(text(StreamJournal.peek(path, 1004))).isEqualTo("ef");
        assertThat(text(StreamJournal.rest(path, 1006))).isEmpty();
        assertThat(text(StreamJournal.rest(path, 2000))).isEmpty();
    }

    @Test
    void interruptedThread_readsToo_andStaysInterrupted() throws IOException {
        StreamJournal journal = StreamJournal.create(path);
        journal.keep(1000, bytes("abc"), 0, 3);
        Thread.currentThread().interrupt();
        try {
            assertThat(text(StreamJournal.rest(path, 1000))).isEqualTo("abc");
            assertThat(text(StreamJournal.peek(path, 1000))).isEqualTo("abc");
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void whatIsKeptAnew_replacesWhatTheSocketHas() throws IOException {
        StreamJournal journal = StreamJournal.create(path);
        journal.keep(1000, bytes("abcdef"), 0, 6);
        journal.keep(1006, bytes("gh"), 0, 2);

        assertThat(text(StreamJournal.rest(path, 1006))).isEqualTo("gh");
    }

    @Test
    void gapBeforeTheJournal_isNoticed() throws IOException {
        StreamJournal.create(path).keep(1000, bytes("abc"), 0, 3);

        assertThatThrownBy(() -> StreamJournal.rest(path, 999)).isInstanceOf(ProtocolException.class)
                .hasMessageContaining("1000").hasMessageContaining("999");
        assertThat(text(StreamJournal.peek(path, 999))).as("of a worker that is alive, the socket has it").isEmpty();
    }

    @Test
    @Timeout(180)
    void pipeInItsPlace_isAnErrorAndNotWaitedFor() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();

        assertThatThrownBy(() -> StreamJournal.rest(path, 0)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> StreamJournal.peek(path, 0)).isInstanceOf(IOException.class);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.US_ASCII.decode(bytes).toString();
    }
}
