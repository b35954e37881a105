package dev.carom.tests.support;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for conditions, with a bound that only something broken or a very busy machine passes. */
public final class Waits {
    /** For whatever takes a time-out and is to come. */
    public static final Duration LONG = Duration.ofSeconds(60);

    /** Below the time that a test has. */
    private static final Duration PATIENCE = Duration.ofSeconds(100);

    private Waits() {}

    /** Waits until it holds; fails after {@link #PATIENCE}, with the description. */
    public static void until(String description, Callable<Boolean> holds) {
        await(description)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(holds);
    }
}
