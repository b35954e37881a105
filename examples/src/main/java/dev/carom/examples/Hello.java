package dev.carom.examples;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import java.time.Duration;
import java.util.List;

/** The first example of the README, to the letter. */
public final class Hello {
    public static void main(String[] args) throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(4).timeout(Duration.ofSeconds(30)).build()) {
            int sum = pool.apply((a, b) -> a + b, 5, 3);
            List<Integer> squares = pool.map(x -> x * x, List.of(1, 2, 3));
            ApplyResult<String> later = pool.applyAsync(() -> "made by process " + ProcessHandle.current().pid());
            System.out.println(sum + " " + squares + " " + later.get());
            pool.run(() -> System.out.println("printed by process " + ProcessHandle.current().pid())); // returns nothing
        }
    }
}
