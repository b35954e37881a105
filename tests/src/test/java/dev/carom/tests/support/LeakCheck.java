package dev.carom.tests.support;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Fails each test, and each class, after which this JVM holds more than before: child processes, threads of pools, file
 * descriptors, files of pools. Active for all tests of this module.
 *
 * <p>A pool that several tests share must be settled before the first of them: see {@link Pools#ready}.
 */
public final class LeakCheck implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private static final Namespace NAMESPACE = Namespace.create(LeakCheck.class);

    /** Far more than anything that is on its way out needs. */
    private static final Duration SETTLING = Duration.ofSeconds(30);

    @Override
    public void beforeAll(ExtensionContext context) {
        JdkWarmUp.once();
        remember(context);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        remember(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        check(context, "the test");
    }

    @Override
    public void afterAll(ExtensionContext context) {
        check(context, "the class");
    }

    private static void remember(ExtensionContext context) {
        Pools.settle();
        context.getStore(NAMESPACE).put("before", Holdings.now());
    }

    private static void check(ExtensionContext context, String whose) {
        Holdings before = context.getStore(NAMESPACE).get("before", Holdings.class);
        try {
            await().atMost(SETTLING)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> Holdings.now().since(before).isEmpty());
        } catch (ConditionTimeoutException e) {
            Holdings now = Holdings.now();
            now.killStrays(before);
            throw new AssertionError(
                    SETTLING.toSeconds() + " s after " + whose + " ended, there is more than before:\n  "
                            + String.join("\n  ", now.since(before)), e);
        }
    }
}
