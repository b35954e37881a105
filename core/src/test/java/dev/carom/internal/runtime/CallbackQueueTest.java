package dev.carom.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class CallbackQueueTest {
    private static final long LONG = TimeUnit.SECONDS.toNanos(60);

    private final List<Integer> ran = Collections.synchronizedList(new ArrayList<>());

    @Test
    void executorThatRefuses_isReplacedByAThreadOfThePool() throws Exception {
        CallbackQueue queue = queue(command -> {
            throw new RejectedExecutionException("it was shut down");
        });

        queue.execute(() -> ran.add(1));
        assertThat(queue.awaitQuiet(LONG)).isTrue();
        queue.execute(() -> ran.add(2));
        assertThat(queue.awaitQuiet(LONG)).isTrue();

        assertThat(ran).containsExactly(1, 2);
    }

    @Test
    void executorOfTheCallingThread_keepsTheOrder_alsoWhereACallbackHandsInAnother() throws Exception {
        CallbackQueue queue = queue(Runnable::run);

        queue.execute(() -> {
            queue.execute(() -> ran.add(2));
            ran.add(1);
        });

        assertThat(queue.awaitQuiet(LONG)).isTrue();
        assertThat(ran).containsExactly(1, 2);
    }

    @Test
    void handlerThatThrows_doesNotEndTheQueue() throws Exception {
        CallbackQueue queue = queue(null);

        queue.execute(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {
                throw new IllegalStateException("a bad handler");
            });
            throw new AssertionError("a bad callback");
        });
        queue.execute(() -> ran.add(1));

        assertThat(queue.awaitQuiet(LONG)).isTrue();
        assertThat(ran).containsExactly(1);
        queue.close();
    }

    @Test
    void callbackThatInterruptsItsThread_interruptsNoOther() throws Exception {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        for (CallbackQueue queue : List.of(queue(null), queue(executor))) {
            List<Boolean> interrupted = Collections.synchronizedList(new ArrayList<>());
            CountDownLatch both = new CountDownLatch(1);
            queue.execute(() -> {
                awaitQuietly(both);
                Thread.currentThread().interrupt();
            });
            queue.execute(() -> interrupted.add(Thread.currentThread().isInterrupted()));
            both.countDown();
            assertThat(queue.awaitQuiet(LONG)).isTrue();
            queue.execute(() -> Thread.currentThread().interrupt());
            assertThat(queue.awaitQuiet(LONG)).isTrue();
            queue.execute(() -> interrupted.add(Thread.currentThread().isInterrupted()));
            assertThat(queue.awaitQuiet(LONG)).isTrue();

            assertThat(interrupted).containsExactly(false, false);
            queue.close();
        }
        executor.shutdown();
    }

    @Test
    void interruptOfAThreadThatOnlyServesThePool_isLeftToIt() {
        CallbackQueue driven = new CallbackQueue("carom-test-callbacks", null, true);
        driven.execute(() -> Thread.currentThread().interrupt());
        driven.execute(() -> ran.add(Thread.currentThread().isInterrupted() ? 1 : 0));

        assertThat(driven.runPending()).isTrue();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(ran).containsExactly(0);
    }

    @Test
    void callbackThatDoesNotEnd_isWaitedForSoLongAtMost() throws Exception {
        CallbackQueue queue = queue(null);
        CountDownLatch release = new CountDownLatch(1);

        queue.execute(() -> awaitQuietly(release));

        assertThat(queue.awaitQuiet(TimeUnit.MILLISECONDS.toNanos(1))).isFalse();
        assertThat(queue.isBusy()).isTrue();
        release.countDown();
        assertThat(queue.awaitQuiet(LONG)).isTrue();
        assertThat(queue.isBusy()).isFalse();
        queue.close();
    }

    @Test
    void callbacksThatTheExecutorDroppedAtItsEnd_areRunByWhoWaitsForThem_orByTheNextThread() throws Exception {
        for (boolean another : new boolean[] {false, true}) {
            ran.clear();
            ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
            CountDownLatch never = new CountDownLatch(1);
            executor.execute(() -> awaitQuietly(never));
            CallbackQueue queue = queue(executor);
            queue.execute(() -> ran.add(1));
            assertThat(queue.isBusy()).isTrue();
            executor.shutdownNow();
            never.countDown();
            assertThat(executor.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
            assertThat(queue.isBusy()).as("no thread will run it").isFalse();

            if (another) {
                queue.execute(() -> ran.add(2));
            }

            assertThat(queue.awaitQuiet(LONG)).isTrue();
            assertThat(ran).containsExactlyElementsOf(another ? List.of(1, 2) : List.of(1));
            queue.close();
        }
    }

    @Test
    void callbacksThatTheExecutorDropsWhileTheyAreWaitedFor_areRunByWhoWaits() throws Exception {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
        CountDownLatch never = new CountDownLatch(1);
        executor.execute(() -> awaitQuietly(never));
        CallbackQueue queue = queue(executor);
        queue.execute(() -> ran.add(1));
        FutureTask<Boolean> waiting = new FutureTask<>(() -> queue.awaitQuiet(LONG));
        Thread thread = new Thread(waiting);
        thread.start();
        Awaitility.await().atMost(1, TimeUnit.MINUTES).until(() -> thread.getState() == Thread.State.TIMED_WAITING);

        executor.shutdownNow();
        never.countDown();

        assertThat(waiting.get(1, TimeUnit.MINUTES)).isTrue();
        assertThat(ran).containsExactly(1);
    }

    @Test
    void executorThatHasEnded_andIsBeingAsked_leavesTheCallbacksToWhoAsksIt() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        ThreadPoolExecutor executor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, tasks, (task, ended) -> {
            asked.countDown();
            awaitQuietly(answer);
            throw new RejectedExecutionException("ended");
        });
        executor.shutdown();
        CallbackQueue queue = queue(executor);
        Thread first = new Thread(() -> queue.execute(() -> ran.add(1)));
        first.start();
        assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
        queue.execute(() -> ran.add(2));
        assertThat(queue.awaitQuiet(1)).as("another thread will run them").isFalse();
        assertThat(ran).isEmpty();

        answer.countDown();

        assertThat(queue.awaitQuiet(LONG)).isTrue();
        assertThat(ran).containsExactly(1, 2);
        first.join();
    }

    @Test
    void manyThreads_eachCallbackRunsOnce_oneAtATime() throws Exception {
        CallbackQueue queue = queue(command -> new Thread(command).start());
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(t -> new Thread(() -> IntStream.range(0, 1000).forEach(i -> queue.execute(() -> ran.add(i)))))
                .toList();

        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(queue.awaitQuiet(LONG)).isTrue();
        assertThat(ran).hasSize(8000);
    }

    private static CallbackQueue queue(Executor executor) {
        return new CallbackQueue("carom-test-callbacks", executor, false);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
