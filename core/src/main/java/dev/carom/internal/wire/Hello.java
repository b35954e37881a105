package dev.carom.internal.wire;

import java.nio.ByteBuffer;

/**
 * What a worker says first.
 *
 * @param token the secret that it was started with, {@value #TOKEN} bytes
 * @param fingerprint of its class path
 */
public record Hello(byte[] token, long pid, String jdk, String fingerprint) {
    public static final int TOKEN = 32;

    public Hello {
        if (token.length != TOKEN) {
            throw new IllegalArgumentException("a token has " + TOKEN + " bytes, not " + token.length);
        }
    }

    public byte[] encode() {
        ByteWriter out = new ByteWriter(128);
        out.bytes(token);
        out.i64(pid);
        out.string(jdk);
        out.string(fingerprint);
        return out.toByteArray();
    }

    public static Hello decode(ByteBuffer body) throws ProtocolException {
        BodyReader in = new BodyReader(body);
        Hello hello = new Hello(in.bytes("token", TOKEN), in.i64("pid"), in.string("JDK"), in.string("fingerprint"));
        in.end();
        return hello;
    }
}
