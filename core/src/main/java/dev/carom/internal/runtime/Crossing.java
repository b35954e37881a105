package dev.carom.internal.runtime;

import dev.carom.Task;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** What other interfaces call a task, as tasks: serializable lambdas of this class, which workers load too. */
final class Crossing {
    private Crossing() {}

    @SuppressWarnings("unchecked") // a task that throws what it declares throws an Exception
    static <R> Task<R, Exception> of(Callable<R> callable) {
        return callable instanceof Task<?, ?> ? (Task<R, Exception>) callable : () -> callable.call();
    }

    static <R> Task<@Nullable R, Exception> of(Runnable runnable) {
        return () -> {
            runnable.run();
            return null;
        };
    }
}
