package dev.carom.internal.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.internal.wire.FrameWriter;
import dev.carom.internal.wire.StreamJournal;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cleaner of temporary directories deletes files that are old, also those of workers that live. */
@Timeout(300)
final class OutboxJournalTest {
    private static final int ACCEPT = FrameWriter.HEADER;

    @TempDir
    Path directory;

    @Test
    void journalThatWasDeleted_isMadeAnew_soThatWhatIsKeptIsFound() throws Exception {
        Path own = Files.createDirectory(directory.resolve("1"));
        Path socket = own.resolve("s");
        Path journal = own.resolve("journal");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Outbox outbox = new Outbox(Link.connect(socket.toString()), journal);
            SocketChannel parent = server.accept();
            long now = System.nanoTime();
            assertThat(outbox.accept(1, true, now)).isTrue();
            assertThat(StreamJournal.rest(journal, 0).remaining()).isEqualTo(ACCEPT);
            outbox.flush();
            Files.delete(journal);

            now += Outbox.JOURNAL_LOOK;
            assertThat(outbox.accept(2, true, now)).isTrue();
            assertThat(StreamJournal.rest(journal, ACCEPT).remaining()).isEqualTo(ACCEPT);
            assertThat(outbox.accept(3, true, now)).isTrue();
            assertThat(StreamJournal.rest(journal, ACCEPT).remaining()).isEqualTo(2 * ACCEPT);
            outbox.flush();
            Files.delete(journal);
            Files.delete(socket);
            Files.delete(own);

            assertThat(outbox.accept(4, true, now + Outbox.JOURNAL_LOOK)).as("it may wait in a journal").isFalse();
            parent.close();
        }
    }
}
