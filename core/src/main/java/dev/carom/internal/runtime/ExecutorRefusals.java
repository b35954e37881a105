package dev.carom.internal.runtime;

import java.io.Serializable;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Why an executor takes no work, and what to hand over instead. */
final class ExecutorRefusals {
    private static final String LAMBDA = "$$Lambda";
    private static final String STAGES = "java.util.concurrent.CompletableFuture$";

    private final String pool;

    ExecutorRefusals(String pool) {
        this.pool = pool;
    }

    RejectedExecutionException of(Object work, String why, @Nullable Throwable cause) {
        return new RejectedExecutionException("the executor of pool " + pool + " refused " + name(work) + ": " + why, cause);
    }

    /** @throws RejectedExecutionException if it could not be sent to a worker, or would be in vain */
    void check(Object work) {
        if (work instanceof Future<?>) {
            throw of(work, "it is a Future, and a copy of it would be completed in the worker, never itself. "
                    + insteadOfFuture(work.getClass().getName()), null);
        }
        if (!(work instanceof Serializable)) {
            throw of(work, "it is not serializable, so it cannot be sent to a worker. " + insteadOfUnserializable(work),
                    null);
        }
    }

    RejectedExecutionException shutDown(Object work) {
        return of(work, "it was shut down; that ends this view of the pool only: pool.executor() makes another one", null);
    }

    private static String name(Object work) {
        String type = work.getClass().getName();
        int lambda = type.indexOf(LAMBDA);
        return lambda < 0 ? "a " + type : "a lambda of " + type.substring(0, lambda);
    }

    private static String insteadOfFuture(String type) {
        if (type.startsWith(STAGES + "Async")) {
            return "For CompletableFuture.supplyAsync(f, executor) and runAsync write pool.applyAsync(f) and pool.runAsync(f),"
                    + " which return a CompletionStage (toCompletableFuture() where it must be that)";
        }
        if (type.startsWith(STAGES)) {
            return "For stage.thenApplyAsync(f, executor) and its kin write stage.thenCompose(x -> pool.applyAsync(() -> ...))";
        }
        if (type.startsWith(ExecutorCompletionService.class.getName())) {
            return "For an ExecutorCompletionService use pool.imapUnordered, which hands out results as they come, or invokeAny";
        }
        return "Hand over the task in it: submit returns a Future of its own";
    }

    private static String insteadOfUnserializable(Object work) {
        String type = work.getClass().getName();
        if (type.contains(LAMBDA)) {
            return "A lambda is where it is given a type that is: hand it to a variable of type PoolExecutor, or make its type"
                    + " Task or PoolExecutor.Command";
        }
        if (work instanceof Thread) {
            return "A worker has threads of its own: hand over what this one was to run";
        }
        return type.startsWith("java.")
                ? "Hand over what is in it: a lambda for a variable of type PoolExecutor is serializable"
                : "Let its class implement Task or PoolExecutor.Command, which are; a nested class must be static, or it takes"
                        + " the object around it along";
    }
}
