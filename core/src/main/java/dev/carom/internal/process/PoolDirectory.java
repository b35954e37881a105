package dev.carom.internal.process;

import dev.carom.error.LaunchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one pool: sockets, argument files, crash reports. Only its owner may enter it. It is deleted when it is
 * closed; one whose owner was killed is deleted by the next pool that starts on the machine.
 *
 * <p>Its name holds the owner's pid and start time. Its owner keeps a lock on a file in it, which the kernel releases
 * however the owner dies; that tells a dead owner also from one in another container that shares the directory.
 */
public final class PoolDirectory implements AutoCloseable {
    private static final Logger LOG = System.getLogger("dev.carom.process");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** The field for a socket's path has 108 bytes on Linux, 104 elsewhere, with the byte that ends it. */
    private static final int MAX_SOCKET_PATH = 100;

    private static final Path LAST_RESORT = Path.of("/tmp");

    private final Path base;
    private final Path path;
    private final @Nullable FileChannel lock;

    private PoolDirectory(Path base, Path path, @Nullable FileChannel lock) {
        this.base = base;
        this.path = path;
        this.lock = lock;
    }

    /** A fresh directory under {@code java.io.tmpdir}, or under {@code /tmp} where that path is too long for a socket. */
    public static PoolDirectory create() {
        return create(Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath());
    }

    static PoolDirectory create(Path wanted) {
        Path base = fits(wanted) || !Files.isDirectory(LAST_RESORT) ? wanted : LAST_RESORT;
        StaleDirectories.sweep(base);
        try {
            Path path = createFresh(base);
            return new PoolDirectory(base, path, StaleDirectories.lock(path));
        } catch (IOException e) {
            throw new LaunchException(
                    "cannot create a directory for the pool in " + base + " (" + e
                            + "); let java.io.tmpdir name a directory that can be written to", e);
        }
    }

    private static boolean fits(Path base) {
        Path longest = base.resolve(freshName()).resolve(socketName(Integer.MAX_VALUE));
        return longest.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_SOCKET_PATH;
    }

    private static Path createFresh(Path base) throws IOException {
        FileAttribute<?>[] mode = ownerOnly(base);
        while (true) {
            Path path = base.resolve(freshName());
            try {
                return Files.createDirectory(path, mode);
            } catch (FileAlreadyExistsException e) {
                LOG.log(Level.DEBUG, "{0} exists; trying another name", path);
            }
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path base) throws IOException {
        return Files.getFileStore(base).supportsFileAttributeView("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))}
                : new FileAttribute<?>[0];
    }

    private static String freshName() {
        byte[] salt = new byte[4];
        RANDOM.nextBytes(salt);
        return StaleDirectories.prefixOfThisJvm() + HexFormat.of().formatHex(salt);
    }

    public Path path() {
        return path;
    }

    /** Where the socket of that worker belongs; short enough for the field that takes it. */
    public Path socket(int worker) {
        return path.resolve(socketName(worker));
    }

    private static String socketName(int worker) {
        return worker + ".sock";
    }

    /** Writes a file unless it is there; cleaners of temporary directories may have taken it, and the directory with it. */
    Path restore(String name, byte[] content) {
        Path file = path.resolve(name);
        if (!Files.exists(file)) {
            try {
                Files.createDirectories(path, ownerOnly(base));
                Path fresh = path.resolve(name + ".new");
                Files.write(fresh, content, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
                Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new LaunchException("cannot write " + file + " (" + e + "); is the disk full?", e);
            }
        }
        return file;
    }

    /** Deletes the directory with all that is in it. What cannot be deleted is logged and left. Idempotent. */
    @Override
    public void close() {
        try {
            StaleDirectories.delete(path);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "cannot delete the directory of a pool, {0}: {1}", path, e);
        }
        if (lock != null) {
            try {
                lock.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
