package dev.carom.internal.child;

import dev.carom.internal.wire.Hello;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What a worker is started with, on its stdin, where no other user of the machine can read it:
 * {@code <token in hex> <expected proof in hex> <path of the socket>}, and a NUL, which alone no path has in it.
 */
record Invitation(byte[] token, byte[] proof, String socket) {
    private static final int HEX = 2 * Hello.TOKEN;
    private static final int SECRETS = HEX + 1 + HEX + 1;

    /** Longer than any path that a Unix domain socket can have. */
    private static final int LONGEST = SECRETS + 4096;

    /** Reads up to its end and not a byte further. */
    static Invitation read(InputStream in) throws IOException {
        byte[] text = new byte[LONGEST];
        int length = 0;
        for (int b = in.read(); b != 0; b = in.read()) {
            if (b < 0) {
                throw new IOException("stdin ended after " + length + " bytes, before the end of the invitation");
            }
            if (length == LONGEST) {
                throw new IOException("the invitation is longer than " + LONGEST + " bytes");
            }
            text[length++] = (byte) b;
        }
        try {
            return parse(new String(text, 0, length, StandardCharsets.UTF_8));
        } finally {
            Arrays.fill(text, (byte) 0);
        }
    }

    /** The messages say what is wrong with it, never what is in it. */
    private static Invitation parse(String text) throws IOException {
        if (text.length() <= SECRETS || text.charAt(HEX) != ' ' || text.charAt(SECRETS - 1) != ' ') {
            throw new IOException("the invitation is not '<token> <proof> <socket path>'");
        }
        try {
            return new Invitation(
                    HexFormat.of().parseHex(text, 0, HEX),
                    HexFormat.of().parseHex(text, HEX + 1, SECRETS - 1),
                    text.substring(SECRETS));
        } catch (IllegalArgumentException notHex) {
            throw new IOException("the token or the proof in the invitation is not hexadecimal");
        }
    }

    @Override
    public String toString() {
        return "Invitation[" + socket + "]";
    }
}
