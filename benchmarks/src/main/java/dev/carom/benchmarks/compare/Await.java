package dev.carom.benchmarks.compare;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

final class Await {
    private static final long LIMIT = TimeUnit.SECONDS.toNanos(20);

    private Await() {}

    /** Looks each ms; throws when 20 s are over. */
    static void condition(BooleanSupplier condition) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > LIMIT) {
                throw new IllegalStateException("waited for 20 s in vain");
            }
            Thread.sleep(1);
        }
    }
}
