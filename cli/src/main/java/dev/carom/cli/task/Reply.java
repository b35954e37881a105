package dev.carom.cli.task;

import org.jspecify.annotations.Nullable;

/**
 * How one attempt at one input ended. From a worker it comes as an array, which costs a tenth of what a serialized record
 * does.
 *
 * @param result its text or JSON; null where it failed, and where there is nothing to print
 * @param failure null where it succeeded
 * @param started when the function was called, in milliseconds since 1970; 0 where that is not known
 * @param nanos how long it ran
 * @param pid of the worker, 0 where none had it
 */
public record Reply(@Nullable String result, @Nullable Failure failure, long started, long nanos, long pid) {

    static @Nullable Object[] success(@Nullable String result, long started, long nanos, long pid) {
        return new @Nullable Object[] {result, started, nanos, pid};
    }

    static @Nullable Object[] failure(Failure failure, long started, long nanos, long pid) {
        return new @Nullable Object[] {null, started, nanos, pid, failure.type(), failure.message(), failure.where()};
    }

    /** Reads what {@link TaskRunner#run} returns. */
    public static Reply of(@Nullable Object[] parts) {
        Failure failure = parts.length == 4
                ? null
                : new Failure(String.valueOf(parts[4]), String.valueOf(parts[5]), String.valueOf(parts[6]));
        return new Reply((String) parts[0], failure, number(parts[1]), number(parts[2]), number(parts[3]));
    }

    /** A failure that no worker reported. */
    public static Reply failed(Failure failure, long started, long nanos, long pid) {
        return new Reply(null, failure, started, nanos, pid);
    }

    private static long number(@Nullable Object part) {
        return part instanceof Long number ? number : 0;
    }
}
