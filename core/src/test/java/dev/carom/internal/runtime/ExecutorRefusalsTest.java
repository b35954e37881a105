package dev.carom.internal.runtime;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** Each mistake has a remedy of its own. */
class ExecutorRefusalsTest {
    private static final ExecutorRefusals REFUSALS = new ExecutorRefusals("p");

    /** As far as the JDK hands its own objects to an executor. */
    private static final Executor EXECUTOR = REFUSALS::check;

    private static AbstractThrowableAssert<?, ?> assertRefused(Object work) {
        return assertThatThrownBy(() -> REFUSALS.check(work)).isInstanceOf(RejectedExecutionException.class)
                .hasMessageStartingWith("the executor of pool p refused a ");
    }

    @Test
    void futureOfTheJdk_isRefusedWithWhatReplacesItsMaker() {
        assertThatThrownBy(() -> CompletableFuture.supplyAsync(() -> 1, EXECUTOR))
                .hasMessageContaining("write pool.applyAsync(f)");
        assertThatThrownBy(() -> CompletableFuture.runAsync(() -> {}, EXECUTOR)).hasMessageContaining("pool.runAsync(f)");
        assertThatThrownBy(() -> CompletableFuture.completedFuture(1).thenApplyAsync(x -> x, EXECUTOR).join())
                .rootCause().hasMessageContaining("write stage.thenCompose(");
        assertThatThrownBy(() -> new ExecutorCompletionService<Integer>(EXECUTOR).submit(() -> 1))
                .hasMessageContaining("use pool.imapUnordered");
        assertRefused(new FutureTask<>(() -> 1)).hasMessageContaining("Hand over the task in it");
    }

    @Test
    void workThatIsNotSerializable_isRefusedWithWhatMakesItSo() {
        Callable<Integer> lambda = () -> 1;
        Callable<Integer> anonymous = new Callable<>() {
            @Override
            public Integer call() {
                return 1;
            }
        };

        assertRefused(lambda).hasMessageContaining("a lambda of " + getClass().getName() + ": it is not serializable")
                .hasMessageContaining("variable of type PoolExecutor");
        assertRefused(anonymous).hasMessageContaining("Let its class implement Task").hasMessageContaining("must be static");
        assertRefused(new Thread(() -> {})).hasMessageContaining("hand over what this one was to run");
        assertRefused(Executors.callable(() -> {})).hasMessageContaining("Hand over what is in it");
    }
}
