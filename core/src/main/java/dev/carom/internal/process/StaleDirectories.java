package dev.carom.internal.process;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Pool directories whose owner was killed before it could delete them. */
final class StaleDirectories {
    private static final Pattern NAME = Pattern.compile("carom-(\\d{1,18})-([0-9a-z]{1,12})-[0-9a-f]{8}");
    private static final String LOCK = "owner.lock";

    /** The start time of an owner that lacked a descriptor to read it with. */
    private static final long UNKNOWN = 0;

    /** Linux derives start times from the time of boot, which moves a little when the clock is set. */
    private static final Duration CLOCK_DRIFT = Duration.ofSeconds(2);

    /** How the names of this JVM's directories start. Read once: without a descriptor its own start time cannot be. */
    private static final String OWN = prefix(ProcessHandle.current());

    private StaleDirectories() {}

    static String prefixOfThisJvm() {
        return OWN;
    }

    static String prefix(ProcessHandle owner) {
        long start = owner.info().startInstant().map(Instant::toEpochMilli).orElse(UNKNOWN);
        return "carom-" + owner.pid() + "-" + Long.toString(start, Character.MAX_RADIX) + "-";
    }

    /** Takes the lock that shows that the owner lives; null where the file system has no locks. */
    static @Nullable FileChannel lock(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                return channel;
            }
        } catch (IOException e) {
            Log.LOG.log(Level.DEBUG, "no locks in {0}: {1}", directory, e);
        }
        channel.close();
        return null;
    }

    /** Lets its file look new. By the channel that holds the lock: to close another one would release it. */
    static void renew(@Nullable FileChannel lock) throws IOException {
        if (lock != null) {
            lock.write(ByteBuffer.allocate(1), 0);
        }
    }

    /** Whether that is the file of the lock. */
    static boolean isLock(Path file) {
        return file.getFileName().toString().equals(LOCK);
    }

    /** Gives that lock back, and deletes its file. */
    static void unlock(Path directory, @Nullable FileChannel lock) throws IOException {
        if (lock != null) {
            lock.close();
        }
        Files.deleteIfExists(directory.resolve(LOCK));
    }

    /** Deletes those in {@code base} that belong to this user and whose owner is dead. Failures are logged. */
    static void sweep(Path base) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(base, "carom-*")) {
            for (Path directory : found) {
                sweepOne(directory);
            }
        } catch (IOException | DirectoryIteratorException e) {
            Log.LOG.log(Level.DEBUG, "cannot look for stale pool directories in {0}: {1}", base, e);
        }
    }

    private static void sweepOne(Path directory) {
        try {
            if (isStale(directory)) {
                Deletion.of(directory);
                Log.LOG.log(Level.DEBUG, "deleted {0}, whose owner is dead", directory);
            }
        } catch (IOException e) {
            // Another pool may be sweeping the same directory at this moment; or the sticky bit protects it.
            Log.LOG.log(Level.DEBUG, "cannot delete the stale pool directory {0}: {1}", directory, e);
        }
    }

    private static boolean isStale(Path directory) throws IOException {
        Matcher name = NAME.matcher(directory.getFileName().toString());
        return name.matches()
                && !name.group().startsWith(OWN)
                && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                && belongsToThisUser(directory)
                && !isAlive(Long.parseLong(name.group(1)), Long.parseLong(name.group(2), Character.MAX_RADIX))
                && isUnlocked(directory);
    }

    /** Whoever else may write to the directory for temporary files could plant a name to have its content deleted. */
    static boolean belongsToThisUser(Path directory) throws IOException {
        Path mine = Path.of("/proc/self");
        if (!Files.exists(mine)) {
            mine = Path.of(System.getProperty("user.home"));
        }
        return Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(mine));
    }

    private static boolean isAlive(long pid, long startMillis) {
        Optional<ProcessHandle> owner = ProcessHandle.of(pid);
        if (owner.isEmpty()) {
            return false;
        }
        Optional<Instant> start = owner.get().info().startInstant();
        return start.isEmpty()
                || startMillis == UNKNOWN
                || Duration.between(Instant.ofEpochMilli(startMillis), start.get()).abs().compareTo(CLOCK_DRIFT) <= 0;
    }

    /** Never for a directory of this JVM: to close a file releases every lock that the process holds on it. */
    private static boolean isUnlocked(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory.resolve(LOCK), StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock != null;
        } catch (NoSuchFileException e) {
            return true;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }
}
