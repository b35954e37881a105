package dev.carom.internal.wire;

import java.nio.ByteBuffer;

/**
 * What the parent answers to {@link Hello}.
 *
 * @param proof shows that the parent knows the token, {@value Hello#TOKEN} bytes
 * @param worker the worker's number in its pool
 * @param maxPayload in bytes
 * @param confirmTimeoutNanos how long the worker waits for CONFIRM; 0: it starts a task at once
 * @param raiseSoft whether a soft limit is raised inside the running code, rather than only interrupting it
 * @param reportMemory whether replies carry the resident set size
 * @param reportThreads whether threads that a task leaves running are reported
 * @param warmUp a rehearsal for the worker to take before it is ready; empty: none
 * @param initializer payload, as {@code TaskEncoder.encodeStandalone} makes it; empty: none
 * @param exitHook payload, as {@code TaskEncoder.encodeStandalone} makes it; empty: none
 * @param codec payload, as {@code TaskEncoder.encodeCodec} makes it; empty: none
 */
public record Welcome(
        byte[] proof,
        int worker,
        String pool,
        long parentPid,
        int maxPayload,
        long confirmTimeoutNanos,
        boolean raiseSoft,
        boolean reportMemory,
        boolean reportThreads,
        byte[] warmUp,
        byte[] initializer,
        byte[] exitHook,
        byte[] codec) {

    public Welcome {
        if (proof.length != Hello.TOKEN) {
            throw new IllegalArgumentException("a proof has " + Hello.TOKEN + " bytes, not " + proof.length);
        }
    }

    public byte[] encode() {
        ByteWriter out = new ByteWriter(160 + warmUp.length + initializer.length + exitHook.length + codec.length);
        out.bytes(proof);
        out.i32(worker);
        out.string(pool);
        out.i64(parentPid);
        out.i32(maxPayload);
        out.i64(confirmTimeoutNanos);
        out.u8(raiseSoft ? 1 : 0);
        out.u8(reportMemory ? 1 : 0);
        out.u8(reportThreads ? 1 : 0);
        out.blob(warmUp);
        out.blob(initializer);
        out.blob(exitHook);
        out.blob(codec);
        return out.toByteArray();
    }

    public static Welcome decode(ByteBuffer body) throws ProtocolException {
        BodyReader in = new BodyReader(body);
        Welcome welcome = new Welcome(
                in.bytes("proof", Hello.TOKEN),
                in.i32("worker"),
                in.string("pool"),
                in.i64("parent pid"),
                in.i32("max payload"),
                in.i64("confirm time-out"),
                in.u8("soft mode") == 1,
                in.u8("report memory") == 1,
                in.u8("report threads") == 1,
                in.blob("warm up"),
                in.blob("initializer"),
                in.blob("exit hook"),
                in.blob("codec"));
        in.end();
        return welcome;
    }
}
