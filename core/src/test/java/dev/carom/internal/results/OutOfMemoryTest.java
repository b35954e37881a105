package dev.carom.internal.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.TaskOptions;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Results have an outcome also where there is no memory when it comes. */
@Timeout(120)
class OutOfMemoryTest {
    private static final OutOfMemoryError FULL = new OutOfMemoryError("a test's");
    private static final Outcome.Failure LOST = new Outcome.Failure(() -> new IllegalStateException("lost"));

    private boolean full = true;
    private final PoolPort port = (PoolPort) Proxy.newProxyInstance(
            PoolPort.class.getClassLoader(), new Class<?>[] {PoolPort.class}, (proxy, method, args) -> {
                if (method.getName().equals("callback") && full) {
                    throw FULL;
                }
                return method.getReturnType() == boolean.class ? false : null;
            });

    @Test
    void mapWhoseAnswersCannotBeGathered_failsAsTheChunkThatIsToldNext() {
        for (boolean again : new boolean[] {false, true}) {
            full = true;
            MapTask<String> map = MapTask.of(port, TaskOptions.defaults(), 2, 1);
            MapChunk last = map.chunks().get(1);
            assertThat(map.chunks().get(0).complete(answer())).isTrue();
            assertThatThrownBy(() -> last.complete(answer())).isSameAs(FULL);
            assertThat(map.isDone()).isFalse();

            full = again;
            assertThat(last.complete(LOST)).isTrue();
            assertThatThrownBy(map::get).isInstanceOf(ExecutionException.class).hasMessageContaining("lost");
        }
    }

    @Test
    void stageThatCannotBeCompletedAsACallback_isCompletedAtOnce() {
        TaskResult<String> result = new TaskResult<>(port, TaskOptions.defaults());
        CompletableFuture<String> dependent = result.thenApply(String::trim).toCompletableFuture();
        assertThatThrownBy(() -> result.complete(LOST)).isSameAs(FULL);
        assertThat(result.isDone()).isTrue();
        assertThatThrownBy(dependent::join).isInstanceOf(CompletionException.class).hasCause(FULL);
    }

    @Test
    void chunksThatEndOnSeveralThreads_areEachTakenOnce() throws Exception {
        full = false;
        int chunks = 10_000;
        List<StreamChunk> submitted = new ArrayList<>();
        UnorderedResults<Integer, String> results = new UnorderedResults<>(
                port, (part, chunk) -> submitted.add(chunk), () -> IntStream.range(0, chunks).iterator(),
                new StreamOptions(1, chunks, null));
        assertThat(results.hasNext()).isTrue();
        CountDownLatch start = new CountDownLatch(1);
        for (int thread = 0; thread < 4; thread++) {
            List<StreamChunk> part = new ArrayList<>();
            for (int i = thread; i < chunks; i += 4) {
                part.add(submitted.get(i));
            }
            new Thread(() -> {
                try {
                    start.await();
                    part.forEach(chunk -> chunk.complete(LOST));
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }).start();
        }
        start.countDown();
        for (int i = 0; i < chunks; i++) {
            assertThatThrownBy(results::next).isInstanceOf(IllegalStateException.class);
        }
        assertThat(results.hasNext()).isFalse();
    }

    private Outcome.Success answer() {
        return new Outcome.Success() {
            @Override
            public Object decode() {
                return "an answer";
            }

            @Override
            public long encodedBytes() {
                return 0;
            }

            @Override
            public boolean allSucceeded() {
                if (full) {
                    throw FULL;
                }
                return true;
            }
        };
    }
}
