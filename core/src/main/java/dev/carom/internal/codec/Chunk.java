package dev.carom.internal.codec;

import dev.carom.Task;
import dev.carom.error.SoftTimeLimitExceededException;
import dev.carom.worker.TaskContext;
import org.jspecify.annotations.Nullable;

/**
 * Some elements of a map, run as one task. Each element fails by itself, and is interrupted by itself; only what is meant for
 * the whole attempt ends the chunk: a soft limit, its interrupt, a virtual machine error.
 */
public record Chunk(Task.Of1<@Nullable Object, @Nullable Object, Exception> function, @Nullable Object[] inputs)
        implements Task<Object, Exception> {
    private static final long serialVersionUID = 1L;

    /** @return a {@link ChunkResult} */
    @Override
    public Object call() throws InterruptedException {
        ChunkResult.Builder results = new ChunkResult.Builder(inputs.length);
        for (int i = 0; i < inputs.length; i++) {
            try {
                results.value(i, function.call(inputs[i]));
            } catch (SoftTimeLimitExceededException endsAll) {
                throw endsAll;
            } catch (InterruptedException interrupted) {
                if (interruptEndsAll()) {
                    throw interrupted;
                }
                results.failure(i, interrupted);
            } catch (StackOverflowError tooDeep) {
                results.failure(i, tooDeep);
            } catch (VirtualMachineError endsAll) {
                throw endsAll;
            } catch (Throwable failure) {
                if (HiddenLimit.unwrap(failure) instanceof SoftTimeLimitExceededException endsAll) {
                    throw endsAll;
                }
                results.failure(i, failure);
            }
            if (Thread.interrupted() && interruptEndsAll()) {
                Thread.currentThread().interrupt();
            }
        }
        return results.build();
    }

    private static boolean interruptEndsAll() {
        return !(Thread.currentThread() instanceof TaskContext.Carrier carrier) || carrier.interruptEndsAttempt();
    }
}
