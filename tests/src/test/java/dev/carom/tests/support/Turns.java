package dev.carom.tests.support;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.error.SoftTimeLimitExceededException;
import dev.carom.error.TimeLimitExceededException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * Tasks that are to have begun when their limit strikes. It counts from their acceptance: where the machine stands still, or is
 * too busy, between that and their first step, it is the turn of another one.
 */
public final class Turns {
    private Turns() {}

    /** A task that has left a mark as its first step, and may have left others since. */
    public record Turn<R>(ApplyResult<R> result, Marks marks) {}

    /** Submits tasks, each with marks of its own, until one has left the first of these. The others were ended by a limit. */
    public static <R> Turn<R> begun(Path directory, Function<Marks, ApplyResult<R>> submit) throws IOException {
        while (true) {
            Marks marks = Marks.in(Files.createTempDirectory(directory, "turn"));
            ApplyResult<R> result = submit.apply(marks);
            Waits.until("it has begun, or ended", () -> marks.count() > 0 || result.isDone());
            if (marks.count() > 0) {
                return new Turn<>(result, marks);
            }
            assertThatThrownBy(result::join)
                    .isInstanceOfAny(TimeLimitExceededException.class, SoftTimeLimitExceededException.class);
        }
    }
}
