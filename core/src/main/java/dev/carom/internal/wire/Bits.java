package dev.carom.internal.wire;

/** Big-endian numbers in a byte array. By hand: to link a handle of variables takes a young JVM many times as long. */
public final class Bits {
    private Bits() {}

    public static int i32(byte[] in, int at) {
        return in[at] << 24 | (in[at + 1] & 0xff) << 16 | (in[at + 2] & 0xff) << 8 | in[at + 3] & 0xff;
    }

    static void i32(byte[] out, int at, int value) {
        out[at] = (byte) (value >> 24);
        out[at + 1] = (byte) (value >> 16);
        out[at + 2] = (byte) (value >> 8);
        out[at + 3] = (byte) value;
    }

    public static long i64(byte[] in, int at) {
        return (long) i32(in, at) << 32 | i32(in, at + 4) & 0xffff_ffffL;
    }

    static void i64(byte[] out, int at, long value) {
        i32(out, at, (int) (value >> 32));
        i32(out, at + 4, (int) value);
    }
}
