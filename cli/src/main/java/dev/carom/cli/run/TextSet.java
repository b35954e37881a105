package dev.carom.cli.run;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A set of texts of which only 128 bits of a hash are kept: at most 48 bytes for each, however long it is. That two texts
 * are taken for the same has a probability of 1 in 10^20 among a billion of them.
 */
final class TextSet {
    private static final int FIRST = 1 << 10;

    private final MessageDigest digest = sha256();

    /** Pairs of longs, at a place that follows from their value, or behind it; two zeros where there is none. */
    private long[] table = new long[2 * FIRST];

    private int size;

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every JDK has it
        }
    }

    void add(String text) {
        ByteBuffer hash = hash(text);
        long high = hash.getLong();
        long low = hash.getLong();
        int at = find(table, high, low);
        if (isFree(table, at)) {
            put(table, at, high, low);
            size++;
            if (size * 3L > table.length) {
                grow();
            }
        }
    }

    boolean contains(String text) {
        ByteBuffer hash = hash(text);
        return !isFree(table, find(table, hash.getLong(), hash.getLong()));
    }

    int size() {
        return size;
    }

    private ByteBuffer hash(String text) {
        return ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Where the pair is, or would be. */
    private static int find(long[] table, long high, long low) {
        int mask = table.length - 2;
        int at = (int) high << 1 & mask;
        while (!isFree(table, at) && (table[at] != high || table[at + 1] != low)) {
            at = at + 2 & mask;
        }
        return at;
    }

    private static boolean isFree(long[] table, int at) {
        return table[at] == 0 && table[at + 1] == 0;
    }

    private static void put(long[] table, int at, long high, long low) {
        table[at] = high;
        table[at + 1] = low;
    }

    private void grow() {
        long[] larger = new long[2 * table.length];
        for (int i = 0; i < table.length; i += 2) {
            if (!isFree(table, i)) {
                put(larger, find(larger, table[i], table[i + 1]), table[i], table[i + 1]);
            }
        }
        table = larger;
    }
}
