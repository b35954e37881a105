package dev.carom.tests.failures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.WorkerOutput;
import dev.carom.error.ResultEncodingException;
import dev.carom.error.TaskDecodingException;
import dev.carom.error.TaskEncodingException;
import dev.carom.error.WorkerLostException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whatever fails, and in whichever way: the task ends by the right error, its neighbours get their results, and the pool
 * closes. A task that ends the process while it is encoded ends this one, on the thread of its caller, as any of its code.
 */
@Tag("any-jdk")
class CrashMatrixTest {
    private enum When {
        TASK_ENCODED,
        TASK_DECODED,
        RESULT_ENCODED,
        RESULT_DECODED
    }

    @ParameterizedTest
    @CsvSource({
        "TASK_ENCODED, ERROR", "TASK_ENCODED, EXIT_REQUEST",
        "TASK_DECODED, ERROR", "TASK_DECODED, EXIT_REQUEST", "TASK_DECODED, EXIT", "TASK_DECODED, CRASH",
        "RESULT_ENCODED, ERROR", "RESULT_ENCODED, EXIT_REQUEST", "RESULT_ENCODED, EXIT", "RESULT_ENCODED, CRASH",
        "RESULT_DECODED, ERROR", "RESULT_DECODED, EXIT_REQUEST", "RESULT_DECODED, EXIT", "RESULT_DECODED, CRASH"
    })
    @Tag("B115")
    void eachCell_endsRight_andThePoolCloses(When when, Trouble trouble) throws Exception {
        Throwable thrown;
        List<ApplyResult<Integer>> neighbours;
        try (ProcessPool pool =
                ProcessPool.builder().processes(1).output(WorkerOutput.DISCARD).build()) {
            ApplyResult<Integer> before = pool.applyAsync(() -> 1);
            thrown = failure(pool, when, trouble);
            neighbours = List.of(before, pool.applyAsync(() -> 2));
        }

        assertThat(thrown).isExactlyInstanceOf(expected(when, trouble));
        assertThat(neighbours.get(0).get()).isEqualTo(1);
        assertThat(neighbours.get(1).get()).isEqualTo(2);
    }

    private static Throwable failure(ProcessPool pool, When when, Trouble trouble) {
        Troubled.Writing writing = new Troubled.Writing(trouble);
        Troubled.Reading reading = new Troubled.Reading(trouble);
        Throwable thrown = catchThrowable(() -> {
            switch (when) {
                case TASK_ENCODED -> pool.applyAsync(writing::hashCode).get();
                case TASK_DECODED -> pool.applyAsync(reading::hashCode).get();
                case RESULT_ENCODED -> pool.applyAsync(() -> new Troubled.Writing(trouble)).get();
                case RESULT_DECODED -> pool.applyAsync(() -> new Troubled.Reading(trouble)).get();
            }
        });
        return thrown instanceof ExecutionException ? thrown.getCause() : thrown;
    }

    private static Class<? extends Throwable> expected(When when, Trouble trouble) {
        boolean dies = trouble == Trouble.EXIT || trouble == Trouble.CRASH;
        return switch (when) {
            case TASK_ENCODED -> TaskEncodingException.class;
            case TASK_DECODED -> dies ? WorkerLostException.class : TaskDecodingException.class;
            case RESULT_ENCODED, RESULT_DECODED -> dies ? WorkerLostException.class : ResultEncodingException.class;
        };
    }
}
