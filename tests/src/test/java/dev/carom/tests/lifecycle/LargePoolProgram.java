package dev.carom.tests.lifecycle;

import dev.carom.ProcessPool;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** A program whose pool has many workers. Its argument: how many. Prints how many there are, and what they have computed. */
final class LargePoolProgram {
    private LargePoolProgram() {}

    public static void main(String[] args) throws Exception {
        int workers = Integer.parseInt(args[0]);
        List<Integer> inputs = IntStream.rangeClosed(1, 1000).boxed().toList();
        try (ProcessPool pool = ProcessPool.builder()
                .processes(workers)
                .startTimeout(Duration.ofMinutes(5)) // all start at once, on whatever processors there are
                .jvmArgs("-XX:TieredStopAtLevel=1")
                .build()) {
            System.out.println(pool.workers().size() + " workers");
            System.out.println(pool.map(x -> x * x, inputs, 1).stream().mapToInt(Integer::intValue).sum());
        }
        System.out.println("closed");
    }
}
