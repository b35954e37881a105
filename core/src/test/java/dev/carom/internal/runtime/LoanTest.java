package dev.carom.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.FrameWriter;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** When the I/O thread watches a channel, and when a borrower reads it. */
final class LoanTest {
    private static final long LONG = TimeUnit.HOURS.toNanos(1);

    @TempDir
    private Path directory;

    private final Set<Loan> lent = new HashSet<>();
    private ServerSocketChannel server;
    private SocketChannel other;
    private SocketChannel channel;
    private Selector selector;
    private SelectionKey watched;
    private Loan loan;

    /** So many are under way; more than there are processors for, so that nobody polls. */
    private final AtomicLong tasks = new AtomicLong(2);

    @BeforeEach
    void connect() throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("sock"));
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
        other = SocketChannel.open(address);
        channel = server.accept();
        channel.configureBlocking(false);
        selector = Selector.open();
        watched = channel.register(selector, SelectionKey.OP_READ);
        Peer peer = new Peer(null, GateWorld.link(), null, channel, watched, directory, 0);
        loan = new Loan(peer, channel, watched, lent, new Spin(LONG, 2, tasks::get), bug -> { });
    }

    @AfterEach
    void close() throws Exception {
        loan.close();
        selector.close();
        channel.close();
        other.close();
        server.close();
    }

    private boolean isWatched() {
        return (watched.interestOps() & SelectionKey.OP_READ) != 0;
    }

    private void borrowUntilLent() {
        for (int i = 0; !loan.borrow(); i++) {
            assertThat(isWatched()).as("until it is lent").isTrue();
            assertThat(i).isLessThan(10);
        }
    }

    @Test
    void borrowedSeveralTimes_isLentAndNotWatched() {
        assertThat(loan.borrow()).as("the first time").isFalse();
        borrowUntilLent();
        assertThat(isWatched()).isFalse();
        assertThat(lent).containsExactly(loan);
    }

    @Test
    void anythingElseIsSent_isWatchedAndBeginsAnew() {
        borrowUntilLent();
        loan.end();
        assertThat(isWatched()).isTrue();
        assertThat(lent).isEmpty();
        assertThat(loan.borrow()).isFalse();
    }

    @Test
    void notBorrowedBetweenTwoLooks_isWatched() {
        borrowUntilLent();
        loan.look();
        assertThat(isWatched()).as("it was borrowed since the look before").isFalse();
        loan.look();
        assertThat(isWatched()).isTrue();
        assertThat(lent).isEmpty();
    }

    @Test
    void awaitedForWriting_isNotForgotten() {
        watched.interestOpsOr(SelectionKey.OP_WRITE);
        borrowUntilLent();
        assertThat(watched.interestOps()).isEqualTo(SelectionKey.OP_WRITE);
    }

    @Test
    void channelHasEnded_isNotLent() {
        watched.cancel();
        for (int i = 0; i < 10; i++) {
            assertThat(loan.borrow()).isFalse();
        }
        assertThat(lent).isEmpty();
    }

    @Test
    @Timeout(180)
    void readByOneAlready_sendsTheNextElsewhere_andIsWatched() throws Exception {
        borrowUntilLent();
        Thread first = new Thread(() -> loan.read(() -> false));
        first.start();
        awaitIn(first, "select");

        assertThat(loan.read(() -> false)).isFalse();

        assertThat(isWatched()).isTrue();
        loan.close();
        first.join();
    }

    @Test
    @Timeout(180)
    void polling_endsInTheSelectorWhenItsProcessorIsNeeded() throws Exception {
        tasks.set(1);
        borrowUntilLent();
        Thread reader = new Thread(() -> loan.read(() -> false));
        reader.start();
        awaitIn(reader, "poll");
        tasks.set(2);
        awaitIn(reader, "select");
        loan.wake();
        reader.join();
    }

    @Test
    @Timeout(180)
    void polling_endsWithTheOutcomeOrAnInterrupt() throws Exception {
        tasks.set(1);
        borrowUntilLent();
        AtomicBoolean met = new AtomicBoolean();
        Thread reader = new Thread(() -> loan.read(met::get));
        reader.start();
        awaitIn(reader, "poll");
        met.set(true);
        reader.join();
        Thread interrupted = new Thread(() -> loan.read(() -> false));
        interrupted.start();
        awaitIn(interrupted, "poll");
        interrupted.interrupt();
        interrupted.join();
    }

    @Test
    @Timeout(180)
    void worker_isToldToPoll_whenThatChanges() throws Exception {
        WorkerLink link = GateWorld.link();
        link.connected(channel, watched, null, loan, () -> { });
        tasks.set(1);
        while (link.flushAndBorrow() == null) {
            continue; // the first times another thread reads, and the worker is told nothing
        }
        link.flushAndBorrow();
        assertThat(nextSpin()).as("lent").isEqualTo(LONG);
        tasks.set(2);
        link.flushAndBorrow();
        assertThat(nextSpin()).as("no processor is left").isZero();
        tasks.set(1);
        link.flushAndBorrow();
        assertThat(nextSpin()).as("there is one again").isEqualTo(LONG);
        link.flush();
        assertThat(nextSpin()).as("something is sent that no caller waits for").isZero();
        other.configureBlocking(false);
        assertThat(other.read(ByteBuffer.allocate(1))).as("anything more").isZero();
    }

    private long nextSpin() throws Exception {
        ByteBuffer frame = ByteBuffer.allocate(FrameWriter.HEADER + 8);
        while (frame.hasRemaining()) {
            assertThat(other.read(frame)).isPositive();
        }
        assertThat(frame.get(3)).isEqualTo(FrameType.SPIN.code());
        return frame.getLong(FrameWriter.HEADER);
    }

    private static void awaitIn(Thread thread, String method) {
        Awaitility.await("in " + method).atMost(Duration.ofMinutes(1)).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1))
                .until(() -> Arrays.stream(thread.getStackTrace()).anyMatch(frame -> frame.getMethodName().equals(method)));
    }

    @Test
    @Timeout(180)
    void outcomeThatCameWhileAnotherRead_isNotWaitedFor() {
        borrowUntilLent();
        assertThat(loan.read(() -> true)).isTrue();
    }

    @Test
    void lentAfterTheLinkWasClosed_isClosed() {
        WorkerLink link = GateWorld.link();
        link.close();
        link.connected(channel, watched, null, loan, () -> { });
        assertThat(channel.isOpen()).isFalse();
        assertThat(loan.read(() -> false)).as("its selector is closed").isFalse();
    }

    @Test
    void closed_isNotLentAndItsBorrowerIsToldToWaitElsewhere() {
        borrowUntilLent();
        loan.close();
        assertThat(lent).isEmpty();
        assertThat(loan.read(() -> false)).isFalse();
        assertThat(loan.borrow()).isFalse();
    }
}
