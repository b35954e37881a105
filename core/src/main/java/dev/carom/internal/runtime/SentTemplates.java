package dev.carom.internal.runtime;

import dev.carom.internal.codec.TaskEncoder;
import dev.carom.internal.engine.Action;
import dev.carom.internal.wire.EncodedTask;
import java.util.BitSet;

/** The templates that one worker has been sent. Guarded by the engine's lock. */
final class SentTemplates {
    private final BitSet sent = new BitSet();

    /** How a template is sent. */
    interface Way {
        void define(int template, byte[] definition);
    }

    /** What is to be sent of a task, after the templates that it needs and the worker does not have. */
    EncodedTask payload(Action.SendTask action, TaskEncoder encoder, Way way) {
        EncodedTask payload = Outgoing.of(action.task()).payload();
        if (payload == null) {
            throw new IllegalStateException("attempt " + action.attempt() + " is of a task that has its outcome");
        }
        for (int template : payload.templates()) {
            if (!sent.get(template)) {
                sent.set(template);
                way.define(template, encoder.definition(template));
            }
        }
        return payload;
    }
}
