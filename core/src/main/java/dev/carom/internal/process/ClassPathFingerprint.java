package dev.carom.internal.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** A short name for a class path as it is now: a jar that is replaced gives another one. */
public final class ClassPathFingerprint {
    private ClassPathFingerprint() {}

    /**
     * 32 hexadecimal digits over the entries in their order, each with its size and time of change. Of a directory only
     * its own time counts, not that of the files below it; a missing entry counts as missing.
     */
    public static String of(List<Path> entries) {
        return of(entries, List.of());
    }

    /** As {@link #of(List)}, of some words too. */
    static String of(List<Path> entries, List<String> words) {
        MessageDigest digest = sha256();
        words.forEach(word -> digest.update((word + "\0").getBytes(StandardCharsets.UTF_8)));
        for (Path entry : entries) {
            digest.update((entry.toAbsolutePath() + "\0" + facts(entry) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    private static String facts(Path entry) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(entry, BasicFileAttributes.class);
            return (attributes.isDirectory() ? 0 : attributes.size()) + " " + attributes.lastModifiedTime().toMillis();
        } catch (IOException e) {
            return "missing";
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
