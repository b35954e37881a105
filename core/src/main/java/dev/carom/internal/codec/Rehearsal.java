package dev.carom.internal.codec;

import dev.carom.Task;
import dev.carom.internal.wire.BodyReader;
import dev.carom.internal.wire.ByteWriter;
import dev.carom.internal.wire.EncodedTask;
import dev.carom.internal.wire.ProtocolException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Tasks of Carom's own, encoded by the parent as any task is, for a worker to try out the way of a task before the first one
 * comes.
 */
public final class Rehearsal {
    private static final int MAX_PAYLOAD = 64 << 10;

    private Rehearsal() {}

    /** What each task needs: a lambda, and one that captures a value. Not to be written to. */
    public static byte[] common() {
        return Encoded.COMMON;
    }

    /** Also what only some need: values with parts, and an exception. Not to be written to. */
    public static byte[] whole() {
        return Encoded.WHOLE;
    }

    private static final class Encoded {
        static final byte[] COMMON = encode(List.of(constant(), plusOne(1)));
        static final byte[] WHOLE = encode(List.of(constant(), plusOne(1), sameList(List.of(1)), failure()));
    }

    private static Task<Integer, RuntimeException> constant() {
        return () -> 1;
    }

    private static Task<Integer, RuntimeException> plusOne(int captured) {
        return () -> captured + 1;
    }

    private static Task<List<Integer>, RuntimeException> sameList(List<Integer> captured) {
        return () -> captured;
    }

    private static Task<Integer, RuntimeException> failure() {
        return () -> {
            throw new IllegalStateException("a rehearsal");
        };
    }

    private static byte[] encode(List<Task<?, ?>> tasks) {
        TaskEncoder encoder = new TaskEncoder(MAX_PAYLOAD);
        List<EncodedTask> encoded = new ArrayList<>();
        int definitions = 0;
        for (Task<?, ?> task : tasks) {
            EncodedTask one = encoder.encode(task);
            encoded.add(one);
            definitions += one.templates().length;
        }
        ByteWriter out = new ByteWriter(1024);
        out.i32(definitions);
        for (int template = 0; template < definitions; template++) {
            out.blob(encoder.definition(template));
        }
        out.i32(encoded.size());
        for (EncodedTask one : encoded) {
            out.blob(one.bytes());
        }
        return out.toByteArray();
    }

    /** The tasks of {@link #common} or {@link #whole}. */
    public static List<Task<?, ?>> decode(byte[] encoded) throws ProtocolException {
        BodyReader in = new BodyReader(ByteBuffer.wrap(encoded));
        PayloadDecoder decoder = new PayloadDecoder();
        int definitions = in.count("definitions", 4);
        for (int template = 0; template < definitions; template++) {
            decoder.define(template, in.blob("definition"));
        }
        List<Task<?, ?>> tasks = new ArrayList<>();
        for (int left = in.count("tasks", 4); left > 0; left--) {
            tasks.add((Task<?, ?>) decoder.decode(ByteBuffer.wrap(in.blob("task"))));
        }
        in.end();
        return tasks;
    }
}
