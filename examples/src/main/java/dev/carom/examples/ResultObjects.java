package dev.carom.examples;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Results that are asked for one by one, one of which is a failure. */
public final class ResultObjects {
    private ResultObjects() {}

    static int riskyTask(int x) {
        if (x == 5) {
            throw new IllegalArgumentException("Five is not allowed!");
        }
        return x * 2;
    }

    public static void main(String[] args) throws Exception {
        try (ProcessPool pool = ProcessPool.of(2)) {
            List<ApplyResult<Integer>> results = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                results.add(pool.applyAsync(ResultObjects::riskyTask, i));
            }
            for (int i = 0; i < results.size(); i++) {
                ApplyResult<Integer> result = results.get(i);
                try {
                    result.await(Duration.ofSeconds(30));
                    Integer value = result.get(Duration.ofMillis(100));
                    System.out.println("Task " + i + " succeeded: " + result.successful() + ", result: " + value);
                } catch (ExecutionException e) {
                    System.out.println("Task " + i + " failed: " + e.getCause().getMessage());
                } catch (TimeoutException e) {
                    System.out.println("Task " + i + " timed out");
                }
            }
        }
    }
}
