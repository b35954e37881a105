package dev.carom.cli.run;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a run goes.
 *
 * @param jobs how many workers at most
 * @param timeout the hard limit of an attempt; null for none
 * @param softTimeout the soft limit; null for none
 * @param maxTasksPerChild attempts after which a worker is replaced; 0 for never
 * @param maxMemory bytes above which a worker is killed; 0 for any
 * @param retries further attempts after a failure
 * @param ordered whether results come in the order of the inputs
 * @param json whether they are written as JSON
 * @param tagged whether each line of text follows its input
 * @param failFast whether the first input that fails ends the run
 * @param jvmArgs for the workers
 */
public record MapOptions(
        int jobs,
        @Nullable Duration timeout,
        @Nullable Duration softTimeout,
        int maxTasksPerChild,
        long maxMemory,
        int retries,
        boolean ordered,
        boolean json,
        boolean tagged,
        boolean failFast,
        List<String> jvmArgs) {
    /** Whether {@code maxMemory} sizes the workers' heaps. */
    boolean heapFollowsMemory() {
        return maxMemory > 0 && jvmArgs.stream().noneMatch(arg -> arg.startsWith("-Xmx"));
    }
}
