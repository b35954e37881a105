package dev.carom.internal.child;

import dev.carom.internal.wire.Hello;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The line that a worker is started with, on its stdin, where no other user of the machine can read it:
 * {@code <token in hex> <expected proof in hex> <path of the socket>}.
 */
record Invitation(byte[] token, byte[] proof, String socket) {
    private static final int HEX = 2 * Hello.TOKEN;
    private static final int SECRETS = HEX + 1 + HEX + 1;

    /** Longer than any path that a Unix domain socket can have. */
    private static final int LONGEST = SECRETS + 4096;

    /** Reads up to the end of the line and not a byte further. */
    static Invitation read(InputStream in) throws IOException {
        byte[] line = new byte[LONGEST];
        int length = 0;
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("stdin ended after " + length + " bytes, before the line that invites this worker");
            }
            if (length == LONGEST) {
                throw new IOException("the line that invites this worker is longer than " + LONGEST + " bytes");
            }
            line[length++] = (byte) b;
        }
        try {
            return parse(new String(line, 0, length, StandardCharsets.UTF_8));
        } finally {
            Arrays.fill(line, (byte) 0);
        }
    }

    /** The messages say what is wrong with the line, never what is in it. */
    private static Invitation parse(String line) throws IOException {
        if (line.length() <= SECRETS || line.charAt(HEX) != ' ' || line.charAt(SECRETS - 1) != ' ') {
            throw new IOException("the line that invites this worker is not '<token> <proof> <socket path>'");
        }
        try {
            return new Invitation(
                    HexFormat.of().parseHex(line, 0, HEX),
                    HexFormat.of().parseHex(line, HEX + 1, SECRETS - 1),
                    line.substring(SECRETS));
        } catch (IllegalArgumentException notHex) {
            throw new IOException("the token or the proof in the line that invites this worker is not hexadecimal");
        }
    }

    @Override
    public String toString() {
        return "Invitation[" + socket + "]";
    }
}
