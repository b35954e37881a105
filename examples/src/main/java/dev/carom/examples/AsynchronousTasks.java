package dev.carom.examples;

import dev.carom.ApplyResult;
import dev.carom.MapResult;
import dev.carom.ProcessPool;
import dev.carom.ResultIterator;
import dev.carom.TaskOptions;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Calls that return at once, with callbacks; a map in the background; results as they come. */
public final class AsynchronousTasks {
    private AsynchronousTasks() {}

    static int slowTask(int x) throws InterruptedException {
        Object nothing = new Object();
        synchronized (nothing) {
            nothing.wait(50); // stands for work
        }
        return x * x;
    }

    public static void main(String[] args) throws Exception {
        try (ProcessPool pool = ProcessPool.of(4)) {
            ApplyResult<Integer> result = pool.applyAsync(
                    () -> slowTask(5),
                    TaskOptions.<Integer>defaults()
                            .callback(value -> System.out.println("Task completed with result: " + value))
                            .errorCallback(error -> System.out.println("Task failed with error: " + error)));
            System.out.println("Task submitted, doing other work...");
            System.out.println("Got result: " + result.get(Duration.ofSeconds(30)));

            List<Integer> numbers = IntStream.range(0, 10).boxed().toList();
            MapResult<Integer> map = pool.mapAsync(AsynchronousTasks::slowTask, numbers);

            try (ResultIterator<Integer> stream = pool.imap(AsynchronousTasks::slowTask, numbers.subList(0, 5))) {
                int i = 0;
                for (int streamed : stream) {
                    System.out.println("Streaming result " + i++ + ": " + streamed);
                }
            }
            System.out.println("Map: " + map.get());
        }
    }
}
