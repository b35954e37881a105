package dev.carom.internal.runtime;

import dev.carom.internal.results.Submission;
import dev.carom.internal.wire.EncodedTask;

/** A task whose caller waits for its result, and so is to have the worker again that it had last. */
final class CalledOutgoing extends Outgoing {
    private int preferredWorker = ANY_WORKER;

    CalledOutgoing(Submission submission, EncodedTask payload, Terms terms) {
        super(submission, payload, terms);
    }

    /** To be called before it is entered. */
    void prefer(int worker) {
        preferredWorker = worker;
    }

    @Override
    protected int preferredWorker() {
        return preferredWorker;
    }
}
