package dev.carom.internal.results;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A stage by way of another one, made when it is first asked for. The {@code Async} methods without an executor run in the
 * common pool, as those of any {@link java.util.concurrent.CompletableFuture}: the callback executor runs one thing at a
 * time and is no place for long work.
 */
interface DelegatedStage<R> extends CompletionStage<R> {

    /** The stage that does the work. */
    CompletionStage<R> stage();

    @Override
    default <U> CompletionStage<U> thenApply(Function<? super R, ? extends U> fn) {
        return stage().thenApply(fn);
    }

    @Override
    default <U> CompletionStage<U> thenApplyAsync(Function<? super R, ? extends U> fn) {
        return stage().thenApplyAsync(fn);
    }

    @Override
    default <U> CompletionStage<U> thenApplyAsync(Function<? super R, ? extends U> fn, Executor executor) {
        return stage().thenApplyAsync(fn, executor);
    }

    @Override
    default CompletionStage<Void> thenAccept(Consumer<? super R> action) {
        return stage().thenAccept(action);
    }

    @Override
    default CompletionStage<Void> thenAcceptAsync(Consumer<? super R> action) {
        return stage().thenAcceptAsync(action);
    }

    @Override
    default CompletionStage<Void> thenAcceptAsync(Consumer<? super R> action, Executor executor) {
        return stage().thenAcceptAsync(action, executor);
    }

    @Override
    default CompletionStage<Void> thenRun(Runnable action) {
        return stage().thenRun(action);
    }

    @Override
    default CompletionStage<Void> thenRunAsync(Runnable action) {
        return stage().thenRunAsync(action);
    }

    @Override
    default CompletionStage<Void> thenRunAsync(Runnable action, Executor executor) {
        return stage().thenRunAsync(action, executor);
    }

    @Override
    default <U, V> CompletionStage<V> thenCombine(
            CompletionStage<? extends U> other, BiFunction<? super R, ? super U, ? extends V> fn) {
        return stage().thenCombine(other, fn);
    }

    @Override
    default <U, V> CompletionStage<V> thenCombineAsync(
            CompletionStage<? extends U> other, BiFunction<? super R, ? super U, ? extends V> fn) {
        return stage().thenCombineAsync(other, fn);
    }

    @Override
    default <U, V> CompletionStage<V> thenCombineAsync(
            CompletionStage<? extends U> other, BiFunction<? super R, ? super U, ? extends V> fn, Executor executor) {
        return stage().thenCombineAsync(other, fn, executor);
    }

    @Override
    default <U> CompletionStage<Void> thenAcceptBoth(
            CompletionStage<? extends U> other, BiConsumer<? super R, ? super U> action) {
        return stage().thenAcceptBoth(other, action);
    }

    @Override
    default <U> CompletionStage<Void> thenAcceptBothAsync(
            CompletionStage<? extends U> other, BiConsumer<? super R, ? super U> action) {
        return stage().thenAcceptBothAsync(other, action);
    }

    @Override
    default <U> CompletionStage<Void> thenAcceptBothAsync(
            CompletionStage<? extends U> other, BiConsumer<? super R, ? super U> action, Executor executor) {
        return stage().thenAcceptBothAsync(other, action, executor);
    }

    @Override
    default CompletionStage<Void> runAfterBoth(CompletionStage<?> other, Runnable action) {
        return stage().runAfterBoth(other, action);
    }

    @Override
    default CompletionStage<Void> runAfterBothAsync(CompletionStage<?> other, Runnable action) {
        return stage().runAfterBothAsync(other, action);
    }

    @Override
    default CompletionStage<Void> runAfterBothAsync(CompletionStage<?> other, Runnable action, Executor executor) {
        return stage().runAfterBothAsync(other, action, executor);
    }

    @Override
    default <U> CompletionStage<U> applyToEither(CompletionStage<? extends R> other, Function<? super R, U> fn) {
        return stage().applyToEither(other, fn);
    }

    @Override
    default <U> CompletionStage<U> applyToEitherAsync(CompletionStage<? extends R> other, Function<? super R, U> fn) {
        return stage().applyToEitherAsync(other, fn);
    }

    @Override
    default <U> CompletionStage<U> applyToEitherAsync(
            CompletionStage<? extends R> other, Function<? super R, U> fn, Executor executor) {
        return stage().applyToEitherAsync(other, fn, executor);
    }

    @Override
    default CompletionStage<Void> acceptEither(CompletionStage<? extends R> other, Consumer<? super R> action) {
        return stage().acceptEither(other, action);
    }

    @Override
    default CompletionStage<Void> acceptEitherAsync(CompletionStage<? extends R> other, Consumer<? super R> action) {
        return stage().acceptEitherAsync(other, action);
    }

    @Override
    default CompletionStage<Void> acceptEitherAsync(
            CompletionStage<? extends R> other, Consumer<? super R> action, Executor executor) {
        return stage().acceptEitherAsync(other, action, executor);
    }

    @Override
    default CompletionStage<Void> runAfterEither(CompletionStage<?> other, Runnable action) {
        return stage().runAfterEither(other, action);
    }

    @Override
    default CompletionStage<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action) {
        return stage().runAfterEitherAsync(other, action);
    }

    @Override
    default CompletionStage<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action, Executor executor) {
        return stage().runAfterEitherAsync(other, action, executor);
    }

    @Override
    default <U> CompletionStage<U> thenCompose(Function<? super R, ? extends CompletionStage<U>> fn) {
        return stage().thenCompose(fn);
    }

    @Override
    default <U> CompletionStage<U> thenComposeAsync(Function<? super R, ? extends CompletionStage<U>> fn) {
        return stage().thenComposeAsync(fn);
    }

    @Override
    default <U> CompletionStage<U> thenComposeAsync(
            Function<? super R, ? extends CompletionStage<U>> fn, Executor executor) {
        return stage().thenComposeAsync(fn, executor);
    }

    @Override
    default <U> CompletionStage<U> handle(BiFunction<? super R, @Nullable Throwable, ? extends U> fn) {
        return stage().handle(fn);
    }

    @Override
    default <U> CompletionStage<U> handleAsync(BiFunction<? super R, @Nullable Throwable, ? extends U> fn) {
        return stage().handleAsync(fn);
    }

    @Override
    default <U> CompletionStage<U> handleAsync(
            BiFunction<? super R, @Nullable Throwable, ? extends U> fn, Executor executor) {
        return stage().handleAsync(fn, executor);
    }

    @Override
    default CompletionStage<R> whenComplete(BiConsumer<? super R, ? super @Nullable Throwable> action) {
        return stage().whenComplete(action);
    }

    @Override
    default CompletionStage<R> whenCompleteAsync(BiConsumer<? super R, ? super @Nullable Throwable> action) {
        return stage().whenCompleteAsync(action);
    }

    @Override
    default CompletionStage<R> whenCompleteAsync(
            BiConsumer<? super R, ? super @Nullable Throwable> action, Executor executor) {
        return stage().whenCompleteAsync(action, executor);
    }

    @Override
    default CompletionStage<R> exceptionally(Function<Throwable, ? extends R> fn) {
        return stage().exceptionally(fn);
    }

    @Override
    default CompletionStage<R> exceptionallyAsync(Function<Throwable, ? extends R> fn) {
        return stage().exceptionallyAsync(fn);
    }

    @Override
    default CompletionStage<R> exceptionallyAsync(Function<Throwable, ? extends R> fn, Executor executor) {
        return stage().exceptionallyAsync(fn, executor);
    }

    @Override
    default CompletionStage<R> exceptionallyCompose(Function<Throwable, ? extends CompletionStage<R>> fn) {
        return stage().exceptionallyCompose(fn);
    }

    @Override
    default CompletionStage<R> exceptionallyComposeAsync(Function<Throwable, ? extends CompletionStage<R>> fn) {
        return stage().exceptionallyComposeAsync(fn);
    }

    @Override
    default CompletionStage<R> exceptionallyComposeAsync(
            Function<Throwable, ? extends CompletionStage<R>> fn, Executor executor) {
        return stage().exceptionallyComposeAsync(fn, executor);
    }
}
