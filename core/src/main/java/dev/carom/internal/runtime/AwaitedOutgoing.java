package dev.carom.internal.runtime;

import dev.carom.internal.results.PoolPort;
import dev.carom.internal.results.Submission;
import dev.carom.internal.wire.EncodedTask;
import java.util.concurrent.CountDownLatch;

/** A task whose submitter waits for its outcome, as there was no room for it in the queue. */
final class AwaitedOutgoing extends Outgoing {
    private final CountDownLatch ended = new CountDownLatch(1);

    AwaitedOutgoing(Submission submission, EncodedTask payload, Limits limits, int maxDeliveries, boolean holdsSlot) {
        super(submission, payload, limits, maxDeliveries, holdsSlot);
    }

    @Override
    void told() {
        ended.countDown();
    }

    void await(PoolPort port) throws InterruptedException {
        if (port.hostDriven()) {
            port.drive(() -> ended.getCount() == 0, Long.MAX_VALUE);
        } else {
            ended.await();
        }
    }
}
