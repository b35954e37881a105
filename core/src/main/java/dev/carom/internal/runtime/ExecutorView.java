package dev.carom.internal.runtime;

import dev.carom.ApplyResult;
import dev.carom.PoolExecutor;
import dev.carom.Task;
import dev.carom.TaskOptions;
import dev.carom.error.PoolException;
import dev.carom.internal.results.ExecutorResult;
import dev.carom.internal.results.InFlight;
import dev.carom.internal.results.Nanos;
import dev.carom.internal.results.Outcome;
import dev.carom.internal.results.PoolPort;
import dev.carom.internal.results.Thrown;
import dev.carom.internal.text.CountText;
import dev.carom.internal.text.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A pool as an {@code ExecutorService}: owns what came in by it, and nothing of the pool. */
final class ExecutorView implements PoolExecutor {
    private static final TaskOptions<Object> PLAIN = TaskOptions.defaults();

    /** As for a thread that ends by an exception: whoever set a handler hears of it. */
    private static final TaskOptions<Object> UNHEARD = TaskOptions.defaults()
            .errorCallback(ExecutorView::throwUnlessCancelled)
            .callbacksPropagate(Throwable.class);

    /** Held so that the pool does not count as forgotten while this is not. */
    private final Object pool;

    private final ExecutorRefusals refusals;
    private final Submitter submitter;
    private final PoolPort port;
    private final InFlight inFlight;

    ExecutorView(Object pool, String name, Submitter submitter, PoolPort port) {
        this.pool = pool;
        this.refusals = new ExecutorRefusals(name);
        this.submitter = submitter;
        this.port = port;
        this.inFlight = new InFlight(port);
        submitter.closesWith(inFlight);
    }

    // ---- one task

    @Override
    public <R> ApplyResult<R> submit(Task<R, ?> task) {
        return submit((Callable<R>) task);
    }

    @Override
    public ApplyResult<?> submit(Command command) {
        return submit((Runnable) command);
    }

    @Override
    public <R> ApplyResult<R> submit(Command command, R result) {
        return submit((Runnable) command, result);
    }

    @Override
    public void execute(Command command) {
        execute((Runnable) command);
    }

    @Override
    public <R> ApplyResult<R> submit(Callable<R> task) {
        Objects.requireNonNull(task, "task");
        return take(ExecutorResult.of(port, PLAIN, inFlight, task), Crossing.of(task), PLAIN);
    }

    @Override
    public ApplyResult<?> submit(Runnable command) {
        return submit(command, (Object) null);
    }

    @Override
    public <R> ApplyResult<R> submit(Runnable command, @Nullable R result) {
        return run(command, result, PLAIN);
    }

    @Override
    public void execute(Runnable command) {
        run(command, null, UNHEARD);
    }

    private <R> ApplyResult<R> run(Runnable command, @Nullable R result, TaskOptions<Object> options) {
        Objects.requireNonNull(command, "command");
        return take(ExecutorResult.<R>of(port, options, inFlight, command, result), Crossing.of(command), options);
    }

    private <R> ExecutorResult<R> take(
            ExecutorResult<R> result, Task<? extends R, ?> task, TaskOptions<Object> options) {
        Object work = Objects.requireNonNull(result.work());
        Outgoing entered;
        try {
            entered = enter(result, work, task, options, TimeLimit.NONE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refusals.of(work, "this thread was interrupted while it waited for a slot, or for room in the queue", e);
        } catch (TimeoutException e) {
            throw new AssertionError("for ever is over", e);
        }
        try {
            submitter.awaitWhereFull(entered, TimeLimit.NONE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the task may have begun, so its result, cancelled, is what tells of it
        }
        return result;
    }

    /** Has the pool take it; where nothing is thrown, it has. */
    private <R> Outgoing enter(ExecutorResult<R> result, Object work, Task<? extends R, ?> task, TaskOptions<Object> options,
            TimeLimit time) throws InterruptedException, TimeoutException {
        refusals.check(work);
        if (!inFlight.enter(result)) {
            throw refusals.shutDown(work);
        }
        Outgoing entered = null;
        try {
            entered = submitter.enter(result, task, options, time);
        } catch (PoolException e) {
            throw refusals.of(work, String.valueOf(e.getMessage()), e);
        } finally {
            if (entered == null) {
                inFlight.leave(result);
            }
        }
        // Before anything else is waited for: from here on shutdownNow finds it.
        if (!inFlight.submitted(result) && !cancelNow(result)) {
            throw refusals.shutDown(work);
        }
        return entered;
    }

    /** Cancels what came in while all else was cancelled; false where it certainly did not begin. */
    private static boolean cancelNow(ExecutorResult<?> result) {
        if (result.cancel(false)) {
            return false;
        }
        result.cancel(true);
        return true;
    }

    private static void throwUnlessCancelled(Throwable failure) {
        if (!(failure instanceof CancellationException)) {
            throw Thrown.<RuntimeException>asItIs(failure);
        }
    }

    // ---- several tasks

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks) throws InterruptedException {
        return invokeAll(tasks, Long.MAX_VALUE);
    }

    @Override
    public <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException {
        return invokeAll(tasks, Nanos.of(timeout, unit));
    }

    private <T> List<Future<T>> invokeAll(Collection<? extends Callable<T>> tasks, long nanos) throws InterruptedException {
        TimeLimit time = TimeLimit.in(nanos);
        List<Callable<T>> all = List.copyOf(tasks);
        List<ExecutorResult<T>> results = results(all);
        int submitted;
        try {
            submitted = submitAll(all, results, time);
            for (int i = 0; i < submitted && results.get(i).await(Duration.ofNanos(time.left())); i++) {
                continue;
            }
        } finally {
            cancelAll(results); // which is nothing where all have ended
        }
        for (ExecutorResult<T> late : results.subList(submitted, results.size())) {
            late.complete(new Outcome.Cancelled());
        }
        for (ExecutorResult<T> result : results) {
            result.await(); // for the thread that tells it of its end, which is decided
        }
        return new ArrayList<>(results);
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks) throws InterruptedException, ExecutionException {
        try {
            return invokeAny(tasks, Long.MAX_VALUE);
        } catch (TimeoutException e) {
            throw new AssertionError("for ever is over", e);
        }
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> tasks, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return invokeAny(tasks, Nanos.of(timeout, unit));
    }

    private <T> T invokeAny(Collection<? extends Callable<T>> tasks, long nanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("invokeAny needs one task at least");
        }
        TimeLimit time = TimeLimit.in(nanos);
        List<Callable<T>> all = List.copyOf(tasks);
        List<ExecutorResult<T>> results = results(all);
        try {
            submitAll(all, results, time);
            return firstOf(results, time, nanos);
        } finally {
            cancelAll(results);
        }
    }

    /** The value of the first that succeeds, or what the last one failed by; those that were never submitted never end. */
    private <T> T firstOf(List<ExecutorResult<T>> results, TimeLimit time, long nanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<ApplyResult<T>> open = new ArrayList<>(results);
        while (true) {
            if (!inFlight.await(() -> open.stream().anyMatch(ApplyResult::isDone), time.left())) {
                throw new TimeoutException("none of " + CountText.of(results.size(), "task", "tasks") + " succeeded within "
                        + DurationText.ofNanos(nanos));
            }
            for (Iterator<ApplyResult<T>> each = open.iterator(); each.hasNext(); ) {
                ApplyResult<T> result = each.next();
                if (!result.isDone()) {
                    continue;
                }
                each.remove();
                try {
                    return result.get();
                } catch (ExecutionException | CancellationException failed) {
                    if (open.isEmpty()) {
                        throw failed instanceof ExecutionException e ? e : new ExecutionException(failed);
                    }
                }
            }
        }
    }

    private <T> List<ExecutorResult<T>> results(List<Callable<T>> tasks) {
        List<ExecutorResult<T>> results = new ArrayList<>();
        for (Callable<T> task : tasks) {
            results.add(ExecutorResult.of(port, PLAIN, inFlight, task));
        }
        return results;
    }

    /** Submits them in their order until the time is over; returns how many. */
    private <T> int submitAll(List<Callable<T>> tasks, List<ExecutorResult<T>> results, TimeLimit time)
            throws InterruptedException {
        int submitted = 0;
        while (submitted < tasks.size() && !time.isOver()) {
            Callable<T> task = tasks.get(submitted);
            Outgoing entered;
            try {
                entered = enter(results.get(submitted), task, Crossing.of(task), PLAIN, time);
            } catch (TimeoutException e) {
                break;
            }
            submitted++;
            submitter.awaitWhereFull(entered, time);
        }
        return submitted;
    }

    private static void cancelAll(List<? extends ApplyResult<?>> results) {
        for (ApplyResult<?> result : results) {
            result.cancel(true);
        }
    }

    // ---- the end

    @Override
    public void shutdown() {
        inFlight.close();
    }

    @Override
    public List<Runnable> shutdownNow() {
        List<Runnable> neverBegan = new ArrayList<>();
        List<ExecutorResult<?>> begun = new ArrayList<>();
        for (ExecutorResult<?> result : inFlight.stop()) { // first what waits, or it would begin where another one is killed
            Object work = result.work();
            if (work != null && result.cancel(false)) {
                neverBegan.add(work instanceof Runnable runnable ? runnable : new Uncalled((Callable<?>) work));
            } else {
                begun.add(result);
            }
        }
        for (ExecutorResult<?> result : begun) {
            result.cancel(true);
        }
        return neverBegan;
    }

    /** A {@code Callable} that never began, as the {@code Runnable} that the contract wants. */
    private record Uncalled(Callable<?> callable) implements Runnable {
        @Override
        public void run() {
            try {
                callable.call();
            } catch (Exception e) {
                throw Thrown.<RuntimeException>asItIs(e);
            }
        }
    }

    @Override
    public boolean isShutdown() {
        return inFlight.isClosed() || !submitter.takesWork();
    }

    @Override
    public boolean isTerminated() {
        return isShutdown() && inFlight.size() == 0;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return inFlight.await(this::isTerminated, Nanos.of(timeout, unit));
    }

    @Override
    public void close() {
        shutdown();
        boolean interrupted = false;
        while (!isTerminated()) {
            try {
                inFlight.await(this::isTerminated, Long.MAX_VALUE);
            } catch (InterruptedException e) {
                interrupted = true;
                shutdownNow();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "PoolExecutor[" + pool + ", " + inFlight.size() + " of its tasks unfinished"
                + (isTerminated() ? ", terminated" : isShutdown() ? ", shut down" : "") + "]";
    }
}
