package dev.carom.internal.results;

import dev.carom.TaskOptions;
import dev.carom.internal.text.PrintableText;
import dev.carom.internal.text.SteadyLog;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls what the user gave as callbacks of one result, always from {@link PoolPort#callback}. Nothing that they throw
 * leaves here: it is logged, or handed to the thread's uncaught-exception handler.
 */
final class Callbacks<R> {
    private static final System.Logger LOG = SteadyLog.of("dev.carom");

    private final PendingResult<R> result;
    private final TaskOptions<? super R> options;

    /** Only for callbacks, which run one at a time: after the last one, a late acceptance is told to nobody. */
    private boolean over;

    private Callbacks(PendingResult<R> result, TaskOptions<? super R> options) {
        this.result = result;
        this.options = options;
    }

    /** Null where the options name no callback. */
    static <R> @Nullable Callbacks<R> of(PendingResult<R> result, TaskOptions<? super R> options) {
        boolean none = options.callback() == null
                && options.errorCallback() == null
                && options.acceptCallback() == null
                && options.timeoutCallback() == null
                && options.progressCallback() == null;
        return none ? null : new Callbacks<>(result, options);
    }

    void accepted(long pid) {
        LongConsumer callback = options.acceptCallback();
        if (callback != null) {
            result.port.callback(() -> inTime("acceptCallback", () -> callback.accept(pid)));
        }
    }

    @Nullable Throwable decision(long pid) {
        LongConsumer callback = options.acceptCallback();
        if (callback == null || over) {
            return null;
        }
        try {
            callback.accept(pid);
            return null;
        } catch (Throwable e) {
            if (e instanceof VirtualMachineError) {
                tellHandler(e);
            }
            return e;
        }
    }

    void timeoutPassed(boolean soft) {
        Consumer<? super Boolean> callback = options.timeoutCallback();
        if (callback != null) {
            result.port.callback(() -> inTime("timeoutCallback", () -> callback.accept(soft)));
        }
    }

    /** To be called as a callback. */
    void progressed(@Nullable Object value) {
        Consumer<Object> callback = options.progressCallback();
        if (callback != null) {
            inTime("progressCallback", () -> callback.accept(value));
        }
    }

    /** The result has ended. */
    void ended() {
        result.port.callback(() -> run("the end of the result", this::last));
    }

    /** Decodes the result here, on the callback's thread, if anything is to be told. */
    private void last() {
        over = true;
        Consumer<? super R> onValue = options.callback();
        Consumer<? super Throwable> onError = options.errorCallback();
        if (onValue == null && onError == null) {
            return;
        }
        Settled settled = result.settledInAnyCase();
        if (!(settled instanceof Settled.Value decoded)) {
            if (onError != null) {
                run("errorCallback", () -> onError.accept(error(settled)));
            }
        } else if (onValue != null) {
            run("callback", () -> accept(onValue, decoded.value()));
        }
    }

    @SuppressWarnings("unchecked") // the task returned it, and its type is R
    private static <R> void accept(Consumer<? super R> callback, @Nullable Object value) {
        callback.accept((R) value);
    }

    private static Throwable error(Settled settled) {
        return settled instanceof Settled.Failed failed ? failed.cause() : Settled.Cancelled.CANCELLED.exception();
    }

    private void inTime(String name, Runnable callback) {
        if (!over) {
            run(name, callback);
        }
    }

    private void run(String name, Runnable callback) {
        try {
            callback.run();
        } catch (Throwable e) {
            report(name, e);
        }
    }

    private void report(String name, Throwable thrown) {
        if (thrown instanceof VirtualMachineError || propagates(thrown)) {
            tellHandler(thrown);
            return;
        }
        try {
            String id = options.correlationId();
            LOG.log(System.Logger.Level.WARNING,
                    "pool=" + result.port.pool() + " task=" + (id == null ? "-" : PrintableText.of(id)) + ": " + name + " threw "
                            + thrown.getClass().getName(), thrown);
        } catch (Throwable e) {
            suppress(thrown, e);
            tellHandler(thrown);
        }
    }

    private boolean propagates(Throwable thrown) {
        List<Class<? extends Throwable>> types = options.callbacksPropagate();
        return types.stream().anyMatch(type -> type.isInstance(thrown));
    }

    private static void tellHandler(Throwable thrown) {
        Thread thread = Thread.currentThread();
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
        } catch (Throwable e) {
            suppress(thrown, e); // nobody is left to tell; the JVM, too, ignores what a handler throws
        }
    }

    private static void suppress(Throwable thrown, Throwable next) {
        if (thrown != next) {
            thrown.addSuppressed(next);
        }
    }
}
