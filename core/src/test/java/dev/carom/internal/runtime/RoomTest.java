package dev.carom.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ProcessPoolBuilder.WhenFull;
import dev.carom.error.QueueFullException;
import dev.carom.internal.results.PoolPort;
import dev.carom.internal.results.Submission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Who gets the room that there is, and who has to wait for it. */
class RoomTest {

    private static Room room(int tasks, long bytes, WhenFull whenFull) {
        return new Room("narrow", new RuntimeConfig.QueueLimit(tasks, bytes, whenFull), 1);
    }

    @Test
    void room_isForTheTasksOfTheWorkersAndThoseThatMayWait_andMovesWithTheWorkers() throws Exception {
        Room room = room(1, 0, WhenFull.REJECT);
        room.take(1, new Port(false), TimeLimit.NONE);
        room.take(1, new Port(false), TimeLimit.NONE);
        assertRefused(room, 1);
        room.giveBack(1);
        room.take(1, new Port(false), TimeLimit.NONE);
        room.resize(1);
        room.take(1, new Port(false), TimeLimit.NONE);
        assertRefused(room, 1);
        room.resize(-1);
        room.giveBack(1);
        assertRefused(room, 1);
    }

    @Test
    void bytes_areForAllTasksTogether_andOneTaskMayHaveMore() throws Exception {
        Room room = room(-1, 100, WhenFull.REJECT);
        room.take(500, new Port(false), TimeLimit.NONE);
        assertRefused(room, 1);
        room.giveBack(500);
        room.take(60, new Port(false), TimeLimit.NONE);
        room.take(40, new Port(false), TimeLimit.NONE);
        assertRefused(room, 1);
    }

    @Test
    void mapOfMoreChunksThanThereArePlaces_isRefusedAsOneThatNeverFits() {
        Room room = room(1, 0, WhenFull.REJECT);

        room.requirePlaces(2);
        assertThatThrownBy(() -> room.requirePlaces(3)).isInstanceOf(QueueFullException.class)
                .hasMessageStartingWith("a map of 3 chunks never fits into the queue of pool narrow, which has places for 2"
                        + " (queueLimit 1, and one for each worker): raise its chunkSize");
        assertThat(room.placesFor(8)).isEqualTo(2);
        assertThat(room(1, 0, WhenFull.BLOCK).placesFor(8)).isEqualTo(8);
        assertThat(room(-1, 9, WhenFull.REJECT).placesFor(8)).isEqualTo(8);
    }

    @Test
    void mapOfMoreBytesThanTheQueueTakes_neverFitsEither() {
        Room room = room(-1, 100, WhenFull.REJECT);
        QueueFullException full = new QueueFullException("full", null);

        assertThat(room.fullOfMap(100, full)).isSameAs(full);
        assertThat(room.fullOfMap(101, full)).hasMessageContaining("never fits").hasMessageContaining("queueBytes is 100");
    }

    @Test
    void whoWaits_isServedInTurn_evenIfALaterOneWouldFit() throws Exception {
        Room room = room(-1, 100, WhenFull.BLOCK);
        room.take(90, new Port(false), TimeLimit.NONE);
        List<Integer> order = new CopyOnWriteArrayList<>();
        List<Thread> waiting = new ArrayList<>();
        for (int size : List.of(95, 10, 10)) {
            Thread thread = new Thread(() -> {
                try {
                    room.take(size, new Port(false), TimeLimit.NONE);
                    order.add(size);
                } catch (InterruptedException | TimeoutException e) {
                    order.add(-1);
                }
            });
            thread.start();
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> waitsForRoom(thread));
            waiting.add(thread);
        }
        assertThat(order).isEmpty();
        room.giveBack(90); // room for the first one alone, or for the two others
        waiting.get(0).join(TimeUnit.MINUTES.toMillis(1));
        assertThat(order).containsExactly(95);
        room.giveBack(95);
        for (Thread thread : waiting) {
            thread.join();
        }
        assertThat(order).containsExactly(95, 10, 10);
    }

    /** A thread may also wait for the classes that it needs; then it has no place in the line yet. */
    private static boolean waitsForRoom(Thread thread) {
        List<String> calls = Arrays.stream(thread.getStackTrace())
                .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                .toList();
        return calls.contains(LockSupport.class.getName() + ".parkNanos") && calls.contains(Room.class.getName() + ".await");
    }

    @Test
    void callback_takesMoreThanThereIs_andACallerThatWaitsToo() throws Exception {
        Room blocking = room(0, 0, WhenFull.BLOCK);
        blocking.take(1, new Port(false), TimeLimit.NONE);
        assertThat(blocking.take(1, new Port(true), TimeLimit.NONE)).isFalse();
        Room waiting = room(0, 0, WhenFull.CALLER_WAITS);
        assertThat(waiting.take(1, new Port(false), TimeLimit.NONE)).isFalse();
        assertThat(waiting.take(1, new Port(false), TimeLimit.NONE)).isTrue();
        assertThat(waiting.take(1, new Port(true), TimeLimit.NONE)).isFalse();
    }

    @Test
    void endOfThePool_andAnInterrupt_endTheWait() throws Exception {
        Room room = room(0, 0, WhenFull.BLOCK);
        room.take(1, new Port(false), TimeLimit.NONE);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> room.take(1, new Port(false), TimeLimit.NONE)).isInstanceOf(InterruptedException.class);
        room.giveBack(1);
        room.take(1, new Port(false), TimeLimit.NONE); // the interrupted one has taken nothing
        room.close();
        room.take(1, new Port(false), TimeLimit.NONE);
    }

    @Test
    void whoFindsNoRoomInTime_givesUp_firstOrLaterInTheLine() throws Exception {
        Room room = room(0, 0, WhenFull.BLOCK);
        room.take(1, new Port(false), TimeLimit.NONE);
        assertThatThrownBy(() -> room.take(1, new Port(false), TimeLimit.in(1))).isInstanceOf(TimeoutException.class)
                .hasMessageContaining("narrow");
        Thread first = new Thread(() -> {
            try {
                room.take(1, new Port(false), TimeLimit.NONE);
            } catch (InterruptedException | TimeoutException e) {
                throw new IllegalStateException(e);
            }
        });
        first.start();
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> waitsForRoom(first));
        assertThatThrownBy(() -> room.take(1, new Port(false), TimeLimit.in(1))).isInstanceOf(TimeoutException.class);
        room.giveBack(1);
        first.join(TimeUnit.MINUTES.toMillis(1));
        room.giveBack(1);
        room.take(1, new Port(false), TimeLimit.in(0)); // those that gave up have taken nothing
    }

    private static void assertRefused(Room room, int size) {
        assertThatThrownBy(() -> room.take(size, new Port(false), TimeLimit.NONE)).isInstanceOf(QueueFullException.class)
                .hasMessageContaining("narrow");
    }

    private record Port(boolean inCallback) implements PoolPort {
        @Override
        public String pool() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean cancel(Submission submission, boolean mayInterruptIfRunning) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void terminate(Submission submission, int signal) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void discard(Submission submission) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void callback(Runnable callback) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean hostDriven() {
            return false;
        }

        @Override
        public boolean drive(BooleanSupplier met, long nanos) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void met() {
            throw new UnsupportedOperationException();
        }
    }
}
