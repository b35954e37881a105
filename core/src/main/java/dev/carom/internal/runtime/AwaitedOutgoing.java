package dev.carom.internal.runtime;

import dev.carom.internal.results.PoolPort;
import dev.carom.internal.results.Submission;
import dev.carom.internal.wire.EncodedTask;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A task whose submitter waits for its outcome, as there was no room for it in the queue. */
final class AwaitedOutgoing extends Outgoing {
    private final CountDownLatch ended = new CountDownLatch(1);

    AwaitedOutgoing(Submission submission, EncodedTask payload, Terms terms) {
        super(submission, payload, terms);
    }

    @Override
    void told() {
        ended.countDown();
    }

    void await(PoolPort port, TimeLimit limit) throws InterruptedException {
        if (port.hostDriven()) {
            port.drive(() -> ended.getCount() == 0, limit.left());
        } else {
            ended.await(limit.left(), TimeUnit.NANOSECONDS);
        }
    }
}
