package dev.carom.internal.process;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The directory in which class-data archives are kept, {@code <key>-<checksum>.jsa}. Several processes use it at a time: an
 * archive comes into being complete, by a rename; one process at a time makes one, under a lock that ends with it.
 */
final class ClassArchives {
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{32}-([0-9a-f]{8})\\.jsa");
    private static final String LOCK = "making.lock";
    private static final String UNFINISHED = ".tmp";
    private static final String FAILED = ".failed";
    private static final String CUT_OFF = ".cut-off";

    /** How many are kept; the ones that were used last. */
    static final int KEPT = 10;

    /** How long is kept of a key that its archive could not be made, or was cut off. */
    private static final Duration REMEMBERED = Duration.ofDays(1);

    /** What the clock may have been set back by without making an archive seem unused. */
    private static final Duration DRIFT = Duration.ofDays(1);

    private static final int BUFFER = 64 << 10;

    private final Path directory;

    ClassArchives(Path directory) {
        this.directory = directory;
    }

    /**
     * The user's own, as desktops and servers name it; null where there is no home directory, or the charset of this JVM has no
     * such name.
     */
    static @Nullable Path defaultDirectory() {
        String cache = System.getenv("XDG_CACHE_HOME");
        try {
            Path base = cache == null || cache.isEmpty()
                    ? Path.of(System.getProperty("user.home", "")).resolve(".cache")
                    : Path.of(cache);
            return base.isAbsolute() ? base.resolve("carom").resolve("class-data") : null;
        } catch (InvalidPathException e) {
            Log.LOG.log(Level.DEBUG, "no class-data archive: {0}", e);
            return null;
        }
    }

    /** The archive of that key; empty where there is none, or one that has changed since it was made, which is deleted. */
    Optional<Path> find(String key) {
        for (Path archive : entries(key + "-*.jsa")) {
            Matcher name = NAME.matcher(archive.getFileName().toString());
            try {
                if (name.matches() && name.group(1).equals(checksum(archive))) {
                    Files.setLastModifiedTime(archive, FileTime.from(Instant.now()));
                    return Optional.of(archive);
                }
                Log.LOG.log(Level.INFO, "the class-data archive {0} is damaged; it is deleted, and made anew", archive);
                Files.deleteIfExists(archive);
            } catch (IOException e) {
                Log.LOG.log(Level.DEBUG, "the class-data archive {0} cannot be read: {1}", archive, e);
            }
        }
        return Optional.empty();
    }

    /** Whether making one for that key failed not long ago. */
    boolean isHopeless(String key) {
        return isRecent(directory.resolve(key + FAILED));
    }

    private static boolean isRecent(Path note) {
        try {
            Instant since = Files.getLastModifiedTime(note).toInstant();
            return Duration.between(since, Instant.now()).abs().compareTo(REMEMBERED) < 0; // the clock may have been wrong then
        } catch (IOException e) {
            return false; // there is none
        }
    }

    /** Makes the one that no process is to make again soon. */
    void fail(String key) {
        try {
            note(key + FAILED, "");
        } catch (IOException e) {
            Log.LOG.log(Level.DEBUG, "cannot note in {0} that making an archive failed: {1}", directory, e);
        }
    }

    /**
     * What a making that was cut off leaves to the next.
     *
     * @param times how often it was, one after the other
     * @param classes those that are known from a worker, one in a line; empty from the second time on: who lives longer than
     *     such programs may load others
     */
    record CutOff(int times, String classes) {
        static final CutOff NEVER = new CutOff(0, "");
    }

    /** What there is of that key, if it was cut off not long ago. */
    CutOff cutOff(String key) {
        Path note = directory.resolve(key + CUT_OFF);
        if (!isRecent(note)) {
            return CutOff.NEVER;
        }
        try {
            String[] parts = Files.readString(note, StandardCharsets.ISO_8859_1).split("\n", 2);
            return parts.length == 2 ? new CutOff(Integer.parseInt(parts[0]), parts[1]) : CutOff.NEVER;
        } catch (IOException | NumberFormatException e) {
            Log.LOG.log(Level.DEBUG, "what is left of an archive, {0}, cannot be read: {1}", note, e);
            return CutOff.NEVER;
        }
    }

    /** Keeps that for the next pool, unless another has made the archive. */
    void keep(String key, CutOff left) throws IOException {
        if (entries(key + "-*.jsa").isEmpty()) {
            note(key + CUT_OFF, left.times() + "\n" + left.classes());
        }
    }

    /** Writes it whole or not at all, as others may read it; of others, what is over is forgotten. */
    private void note(String name, String content) throws IOException {
        createDirectory();
        Path file = Files.createTempFile(directory, name, UNFINISHED);
        try {
            Files.writeString(file, content, StandardCharsets.ISO_8859_1);
            Files.move(file, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(file);
        }
        for (Path note : entries("*{" + FAILED + "," + CUT_OFF + "}")) {
            if (!isRecent(note)) {
                Files.deleteIfExists(note);
            }
        }
    }

    /** What makes an archive in a file that it is given. */
    interface Maker {
        /** Returns whether the archive is there. */
        boolean make(Path file) throws IOException, InterruptedException;
    }

    /**
     * Lets an archive be made, unless some process is making one.
     *
     * @return the archive; null where none was made
     */
    @Nullable Path make(String key, Maker maker) throws IOException, InterruptedException {
        createDirectory();
        try (FileChannel channel = FileChannel.open(
                        directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                return null;
            }
            Optional<Path> made = find(key);
            return made.isPresent() ? made.get() : makeAlone(key, maker);
        } catch (OverlappingFileLockException e) {
            return null; // another pool of this JVM has the lock
        }
    }

    private @Nullable Path makeAlone(String key, Maker maker) throws IOException, InterruptedException {
        for (Path left : entries("*" + UNFINISHED)) {
            Files.deleteIfExists(left); // by a process that was killed: whoever has the lock is alone here
        }
        Path file = directory.resolve(key + UNFINISHED);
        try {
            if (!maker.make(file)) {
                return null;
            }
            Path archive = directory.resolve(key + "-" + checksum(file) + ".jsa");
            Files.move(file, archive, StandardCopyOption.ATOMIC_MOVE);
            Files.deleteIfExists(directory.resolve(key + CUT_OFF));
            evict();
            return archive;
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Makes the directory where it is not there. */
    void createDirectory() throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory.getParent());
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    /** Deletes those that were not used for longest. A JVM that runs on one keeps what it has of it. */
    private void evict() throws IOException {
        List<Path> archives = entries("*.jsa");
        archives.sort(Comparator.comparing(ClassArchives::lastUse).reversed());
        for (Path old : archives.subList(Math.min(KEPT, archives.size()), archives.size())) {
            Files.deleteIfExists(old);
        }
    }

    private static FileTime lastUse(Path archive) {
        try {
            FileTime used = Files.getLastModifiedTime(archive);
            boolean byAWrongClock = used.toInstant().isAfter(Instant.now().plus(DRIFT));
            return byAWrongClock ? FileTime.fromMillis(0) : used;
        } catch (IOException e) {
            return FileTime.fromMillis(0); // another process deleted it
        }
    }

    /** A JVM trusts what it maps, and crashes on what was changed in it; so whether it was is asked first. */
    private static String checksum(Path file) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            while (channel.read(buffer) >= 0) {
                crc.update(buffer.flip());
                buffer.clear();
            }
        }
        return HexFormat.of().toHexDigits(crc.getValue(), 8);
    }

    private List<Path> entries(String glob) {
        List<Path> entries = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, glob)) {
                found.forEach(entries::add);
            } catch (IOException | DirectoryIteratorException e) {
                Log.LOG.log(Level.DEBUG, "cannot look into {0}: {1}", directory, e);
            }
        }
        return entries;
    }
}
