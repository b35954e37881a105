package dev.carom;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What may be asked for one task, or for a map: immutable, each method returns a changed copy.
 *
 * <pre>{@code
 * TaskOptions.<Integer>defaults().timeout(Duration.ofSeconds(3)).callback(value -> ...)
 * }</pre>
 *
 * <p>All callbacks run on the pool's callback executor, never on a thread that serves workers; what they throw is logged
 * and harms nothing else, unless {@link #callbacksPropagate} names it.
 *
 * @param <R> the result of the task
 */
public final class TaskOptions<R> {
    private static final TaskOptions<?> DEFAULTS = new TaskOptions<>(new Values<>());

    /** As the name goes before the payload, in the room that a frame has beside it. */
    private static final int LONGEST_ID = 10_000;

    private final Values<R> values;

    private TaskOptions(Values<R> values) {
        this.values = values;
    }

    /** No callback, and for the rest what the pool's options say. */
    @SuppressWarnings("unchecked") // holds nothing of type R
    public static <R> TaskOptions<R> defaults() {
        return (TaskOptions<R>) DEFAULTS;
    }

    /** Called with the value when the task succeeds. Default: none. */
    public TaskOptions<R> callback(Consumer<? super R> callback) {
        Objects.requireNonNull(callback, "callback");
        return with(v -> v.callback = callback);
    }

    /** Called with what {@code get()} would have thrown when the task ends in any other way. Default: none. */
    public TaskOptions<R> errorCallback(Consumer<? super Throwable> callback) {
        Objects.requireNonNull(callback, "errorCallback");
        return with(v -> v.errorCallback = callback);
    }

    /**
     * Called with the worker's process id when it accepts the task; with {@code synack} before the task starts, and what
     * it throws refuses the task, as does that it takes longer than {@code confirmTimeout}. Default: none.
     */
    public TaskOptions<R> acceptCallback(LongConsumer callback) {
        Objects.requireNonNull(callback, "acceptCallback");
        return with(v -> v.acceptCallback = callback);
    }

    /**
     * Called when a limit passes; {@code true} for the soft one, {@code false} for the hard and the stall limit. Default:
     * none.
     */
    public TaskOptions<R> timeoutCallback(Consumer<? super Boolean> callback) {
        Objects.requireNonNull(callback, "timeoutCallback");
        return with(v -> v.timeoutCallback = callback);
    }

    /**
     * Called with what the task reports by {@code TaskContext.progress}, in order, and never after the callbacks of its end.
     * Where callbacks are so slow that 1000 reports or 1 MiB of them wait, the oldest of these are dropped. Not for
     * {@code imap} and {@code imapUnordered}. Default: none.
     */
    public TaskOptions<R> progressCallback(Consumer<Object> callback) {
        Objects.requireNonNull(callback, "progressCallback");
        return with(v -> v.progressCallback = callback);
    }

    /**
     * Whether submitting blocks until one of the pool's {@linkplain ProcessPoolBuilder#slots slots} is free; for a map,
     * before each of its chunks. Default: what {@code putLocks} of the pool says.
     */
    public TaskOptions<R> waitForSlot(boolean wait) {
        return with(v -> v.waitForSlot = wait);
    }

    /**
     * The soft limit: the task is told, and may end by itself. Above zero, below the hard one; from acceptance. Default: the pool's.
     */
    public TaskOptions<R> softTimeout(Duration limit) {
        Durations.requirePositive("softTimeout", limit);
        return with(v -> v.softTimeout = limit).checked();
    }

    /** The hard limit: the task's worker is killed. Above zero; from acceptance. Default: the pool's. */
    public TaskOptions<R> timeout(Duration limit) {
        Durations.requirePositive("timeout", limit);
        return with(v -> v.timeout = limit).checked();
    }

    /**
     * How long the task may be silent, above zero: from acceptance, and from each report by {@code TaskContext.progress}.
     * Then it is killed, as over the hard limit, which goes on beside this one and must be longer. Default: the pool's.
     */
    public TaskOptions<R> stallTimeout(Duration limit) {
        Durations.requirePositive("stallTimeout", limit);
        return with(v -> v.stallTimeout = limit).checked();
    }

    /** How long, after its worker died, a result that was on its way is waited for; above zero. Default: the pool's. */
    public TaskOptions<R> lostWorkerTimeout(Duration limit) {
        Durations.requirePositive("lostWorkerTimeout", limit);
        return with(v -> v.lostWorkerTimeout = limit);
    }

    /**
     * What a callback throws of these types is handed to the uncaught-exception handler of the callback thread, rather
     * than logged. Default: none.
     */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final TaskOptions<R> callbacksPropagate(Class<? extends Throwable>... types) {
        List<Class<? extends Throwable>> copy = List.of(Objects.requireNonNull(types, "callbacksPropagate"));
        return with(v -> v.callbacksPropagate = copy);
    }

    /**
     * A name for the task, of 1 to 10,000 characters, shown in the task's own context and, with {@code ?} for control characters,
     * in logs. Default: none.
     */
    public TaskOptions<R> correlationId(String id) {
        Objects.requireNonNull(id, "correlationId");
        if (id.isEmpty() || id.length() > LONGEST_ID) {
            throw new IllegalArgumentException("correlationId must have 1 to 10,000 characters, but has " + id.length());
        }
        return with(v -> v.correlationId = id);
    }

    /**
     * How often the task may be delivered to a worker in all: above 1, it is delivered again after it lost its worker,
     * so it may run, in part, more than once. From 1; default 1.
     */
    public TaskOptions<R> maxDeliveries(int deliveries) {
        requireFromOne("maxDeliveries", deliveries);
        return with(v -> v.maxDeliveries = deliveries);
    }

    /**
     * For maps only: how many inputs are sent to a worker as one task; from 1. Limits hold for that chunk, and a chunk
     * that loses its worker fails as a whole. Default: a quarter of each worker's share for {@code map} and {@code starmap}, 65,536
     * at most, or more where so many chunks would not fit into the queue of a pool that rejects tasks; 1 for {@code imap} and
     * {@code imapUnordered}.
     */
    public TaskOptions<R> chunkSize(int size) {
        requireFromOne("chunkSize", size);
        return with(v -> v.chunkSize = size);
    }

    /**
     * For {@code imap} and {@code imapUnordered} only: how many chunks may be submitted and not yet handed out; from 1. With 1,
     * the next input is pulled only once the result before it was handed out. Default: four for each worker, and 16 at least.
     */
    public TaskOptions<R> lookAhead(int chunks) {
        requireFromOne("lookAhead", chunks);
        return with(v -> v.lookAhead = chunks);
    }

    public @Nullable Consumer<? super R> callback() {
        return values.callback;
    }

    public @Nullable Consumer<? super Throwable> errorCallback() {
        return values.errorCallback;
    }

    public @Nullable LongConsumer acceptCallback() {
        return values.acceptCallback;
    }

    public @Nullable Consumer<? super Boolean> timeoutCallback() {
        return values.timeoutCallback;
    }

    public @Nullable Consumer<Object> progressCallback() {
        return values.progressCallback;
    }

    public @Nullable Boolean waitForSlot() {
        return values.waitForSlot;
    }

    public @Nullable Duration softTimeout() {
        return values.softTimeout;
    }

    public @Nullable Duration timeout() {
        return values.timeout;
    }

    public @Nullable Duration stallTimeout() {
        return values.stallTimeout;
    }

    public @Nullable Duration lostWorkerTimeout() {
        return values.lostWorkerTimeout;
    }

    public List<Class<? extends Throwable>> callbacksPropagate() {
        return values.callbacksPropagate;
    }

    public @Nullable String correlationId() {
        return values.correlationId;
    }

    public int maxDeliveries() {
        return values.maxDeliveries;
    }

    /** 0 where it was not set. */
    public int chunkSize() {
        return values.chunkSize;
    }

    /** 0 where it was not set. */
    public int lookAhead() {
        return values.lookAhead;
    }

    private static void requireFromOne(String option, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(option + " must be 1 or more, but is " + value);
        }
    }

    private TaskOptions<R> checked() {
        Durations.requireSoftBelowHard(values.softTimeout, values.timeout);
        Durations.requireStallBelowHard(values.stallTimeout, values.timeout);
        return this;
    }

    private TaskOptions<R> with(Consumer<Values<R>> change) {
        Values<R> copy = values.copy();
        change.accept(copy);
        return new TaskOptions<>(copy);
    }

    /** Written only before the options that hold them are published. */
    private static final class Values<R> implements Cloneable {
        private @Nullable Consumer<? super R> callback;
        private @Nullable Consumer<? super Throwable> errorCallback;
        private @Nullable LongConsumer acceptCallback;
        private @Nullable Consumer<? super Boolean> timeoutCallback;
        private @Nullable Consumer<Object> progressCallback;
        private @Nullable Boolean waitForSlot;
        private @Nullable Duration softTimeout;
        private @Nullable Duration timeout;
        private @Nullable Duration stallTimeout;
        private @Nullable Duration lostWorkerTimeout;
        private List<Class<? extends Throwable>> callbacksPropagate = List.of();
        private @Nullable String correlationId;
        private int maxDeliveries = 1;
        private int chunkSize;
        private int lookAhead;

        @SuppressWarnings("unchecked") // a clone has the type of its original
        private Values<R> copy() {
            try {
                return (Values<R>) clone();
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
