package dev.carom.internal.process;

import dev.carom.error.LaunchException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The directory of one pool: its argument file, and a directory for each worker, which is all of it that the worker needs to
 * write to: its socket, its journal, its crash report. Only its owner may enter it. It is deleted when it is
 * closed, and those that are left when this JVM ends then; one whose owner was killed is deleted by the next pool that starts
 * or ends on the machine.
 *
 * <p>Its name holds the owner's pid and start time. Its owner keeps a lock on a file in it, which the kernel releases
 * however the owner dies; that tells a dead owner also from one in another container that shares the directory.
 */
public final class PoolDirectory implements AutoCloseable {

    /** The field for a socket's path has 108 bytes on Linux, 104 elsewhere, with the byte that ends it. */
    private static final int MAX_SOCKET_PATH = 100;

    private static final String SOCKET = "sock";

    private static final Path LAST_RESORT = Path.of("/tmp");

    /** Those that exist; guarded by itself. */
    private static final Set<PoolDirectory> OPEN = new HashSet<>();

    /** This JVM ends, and no more are made; guarded by {@code OPEN}. */
    private static boolean over;

    private static final Set<PosixFilePermission> OWNERS = PosixFilePermissions.fromString("rwx------");

    /** What makes a directory here its owner's alone. */
    private final FileAttribute<?>[] ownerOnly;

    private final Path path;

    /** Guarded by this: whether no worker is let in any more; where it is, another place from its end on. */
    private boolean sealed;

    private Path place;
    private @Nullable FileChannel lock;

    /** Whether it could not be deleted at its end. */
    private volatile boolean left;

    /** Who owns the workers' directories; null: the owner of this one. */
    private volatile @Nullable Guest guest;

    private PoolDirectory(FileAttribute<?>[] ownerOnly, Path path) {
        this.ownerOnly = ownerOnly;
        this.path = path;
        this.place = path;
    }

    /** A fresh directory under {@code java.io.tmpdir}, or under {@code /tmp} where that path is too long for a socket. */
    public static PoolDirectory create() {
        return create(base(System.getProperty("java.io.tmpdir")));
    }

    private static Path base(String wanted) {
        try {
            return Path.of(wanted).toAbsolutePath();
        } catch (InvalidPathException e) {
            throw new LaunchException("cannot create a directory for the pool in \"" + wanted + "\", which java.io.tmpdir names: in"
                    + " the charset " + System.getProperty("sun.jnu.encoding") + " no file has that name (" + e.getReason()
                    + "); start this JVM with LC_ALL=C.UTF-8 in its environment, which allows any, or let java.io.tmpdir name"
                    + " another one", e);
        }
    }

    static PoolDirectory create(Path wanted) {
        Path base = fits(wanted) || !Files.isDirectory(LAST_RESORT) ? wanted : LAST_RESORT;
        StaleDirectories.sweep(base);
        try {
            PoolDirectory fresh = createFresh(base, ownerOnly(base.getFileSystem()));
            fresh.lock();
            return fresh;
        } catch (IOException e) {
            throw new LaunchException(
                    "cannot create a directory for the pool in " + base + " (" + e + ")"
                            + (Shortage.of(e) == null ? "; let java.io.tmpdir name a directory that can be written to"
                                    : Shortage.remedy(e)), e);
        }
    }

    private static boolean fits(Path base) {
        Path longest = base.resolve(freshName()).resolve(Integer.toString(Integer.MAX_VALUE)).resolve(SOCKET);
        return longest.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_SOCKET_PATH;
    }

    private static PoolDirectory createFresh(Path base, FileAttribute<?>[] mode) throws IOException {
        while (true) {
            PoolDirectory fresh = new PoolDirectory(mode, base.resolve(freshName()));
            try {
                fresh.make();
                return fresh;
            } catch (FileAlreadyExistsException e) {
                Log.LOG.log(Level.DEBUG, "{0} exists; trying another name", fresh.path);
            }
        }
    }

    /** As one step, so that the end of this JVM finds all that were made. */
    private void make() throws IOException {
        synchronized (OPEN) {
            if (over) {
                throw new IOException("this JVM is shutting down");
            }
            Files.createDirectory(path, ownerOnly);
            OPEN.add(this);
        }
    }

    private synchronized void lock() throws IOException {
        requireUnsealed();
        try {
            lock = StaleDirectories.lock(path);
        } catch (IOException e) {
            String missing = rightsMissing(path);
            Files.delete(path);
            forget();
            if (missing != null) {
                throw new LaunchException("cannot write to the directory of the pool, " + path + " (" + e + "): " + missing, e);
            }
            throw e;
        }
    }

    /** Why the owner of a directory that was just made may not use it; null where he may. */
    static @Nullable String rightsMissing(Path fresh) throws IOException {
        if (!supportsRights(fresh.getFileSystem())) {
            return null;
        }
        Set<PosixFilePermission> rights = Files.getPosixFilePermissions(fresh);
        return rights.containsAll(OWNERS)
                ? null
                : "the umask of this process takes rights from its own user (the directory has "
                        + PosixFilePermissions.toString(rights) + "); start it with one such as 077";
    }

    /** A {@code FileStore} would say more, but is not found where mounts are not listed, as in some containers. */
    private static FileAttribute<?>[] ownerOnly(FileSystem system) {
        return supportsRights(system)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNERS)}
                : new FileAttribute<?>[0];
    }

    private static boolean supportsRights(FileSystem system) {
        return system.supportedFileAttributeViews().contains("posix");
    }

    private static String freshName() {
        return StaleDirectories.prefixOfThisJvm() + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    }

    public Path path() {
        return path;
    }

    /** Where the socket of that worker belongs; short enough for the field that takes it. */
    public Path socket(int worker) {
        return of(worker).resolve(SOCKET);
    }

    /** The directory of that worker. */
    Path of(int worker) {
        return path.resolve(Integer.toString(worker));
    }

    /** From here on no worker is let in. */
    public synchronized void seal() {
        sealed = true;
    }

    private void requireUnsealed() throws IOException {
        assert Thread.holdsLock(this);
        if (sealed) {
            throw new IOException("its pool has ended");
        }
    }

    /**
     * Makes the directory of that worker.
     *
     * @throws IOException among others where this directory is sealed
     */
    public synchronized void admit(int worker) throws IOException {
        requireUnsealed();
        give(Files.createDirectories(of(worker), ownerOnly));
    }

    /** Gives a file to the user that workers run as, where that is another one than this process's. */
    public void give(Path file) throws IOException {
        Guest present = guest;
        if (present != null) {
            Files.setOwner(file, present.user());
        }
    }

    /** Who is let in. */
    private record Guest(UserPrincipal user, GroupPrincipal group) {}

    /**
     * Lets another user in: his workers enter the directory and read what is in it, but cannot list it; their own
     * directories are his. Needs root.
     */
    void share(String user) {
        try {
            Programs.Attempt id = Programs.attempt(List.of("id", "-g", "--", user));
            if (!id.succeeded()) {
                throw new LaunchException("there is no user " + user + " (" + id.failure() + "); the WorkerLauncher names him", null);
            }
            UserPrincipalLookupService names = path.getFileSystem().getUserPrincipalLookupService();
            guest = new Guest(names.lookupPrincipalByName(user), names.lookupPrincipalByGroupName(id.output().strip()));
            show(path, "rwx--x---");
        } catch (IOException e) {
            throw new LaunchException("cannot let user " + user + " into " + path + " (" + e + "); that needs root", e);
        }
    }

    private void show(Path file, String mode) throws IOException {
        Guest present = guest;
        if (present != null) {
            PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
            view.setGroup(present.group());
            view.setPermissions(PosixFilePermissions.fromString(mode));
        }
    }

    /** Deletes the directory of a worker that is gone. */
    public void dismiss(int worker) throws IOException {
        Deletion.of(of(worker));
    }

    /** Writes a file unless it is there; cleaners of temporary directories may have taken it, and the directory with it. */
    synchronized Path restore(String name, byte[] content) {
        Path file = path.resolve(name);
        if (!Files.exists(file)) {
            try {
                requireUnsealed();
                if (!Files.exists(path)) {
                    show(Files.createDirectory(path, ownerOnly), "rwx--x---");
                }
                Path fresh = path.resolve(name + ".new");
                Files.deleteIfExists(fresh);
                Files.write(fresh, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                show(fresh, "rw-r-----");
                Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new LaunchException("cannot write " + file + " (" + e + ")" + Shortage.remedy(e), e);
            }
        }
        return file;
    }

    /** Lets its files look new; to be called each hour or so. What fails is logged. */
    public synchronized void renew() {
        try {
            if (!sealed && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS) && StaleDirectories.belongsToThisUser(path)) {
                StaleDirectories.renew(lock);
                Renewal.of(path, FileTime.from(Instant.now()));
            }
        } catch (IOException e) {
            Log.LOG.log(Level.DEBUG, "cannot renew {0}: {1}", path, e);
        }
    }

    /**
     * Deletes the directory with all that is in it, and those that could not be deleted before. What cannot be deleted is logged
     * and left to the end of the next pool, or of this JVM. Idempotent.
     */
    @Override
    public void close() {
        delete();
        leftOver().forEach(PoolDirectory::delete);
        StaleDirectories.sweep(path.toAbsolutePath().getParent()); // of pools that tasks had made, whose processes were killed
    }

    private synchronized void delete() {
        seal();
        try {
            StaleDirectories.unlock(place, lock); // first: its descriptor may be the one that the rest needs
            moveAway();
            Deletion.of(place);
            forget();
        } catch (IOException e) {
            Log.LOG.log(left ? Level.DEBUG : Level.WARNING, "cannot delete the directory of a pool, {0}: {1}; this is tried again"
                    + " as the next pool ends, or this JVM", place, e);
            left = true;
        }
    }

    private static List<PoolDirectory> leftOver() {
        synchronized (OPEN) {
            return OPEN.stream().filter(directory -> directory.left).toList();
        }
    }

    /** So that nobody who knows its path, and has not heard of its end, puts anything into it while it is deleted. */
    private void moveAway() {
        if (!place.equals(path)) {
            return;
        }
        Path away = path.resolveSibling(freshName());
        try {
            Files.move(place, away, StandardCopyOption.ATOMIC_MOVE);
            place = away;
        } catch (IOException e) {
            Log.LOG.log(Level.DEBUG, "{0} is deleted where it is: {1}", place, e);
        }
    }

    private void forget() {
        synchronized (OPEN) {
            OPEN.remove(this);
        }
    }

    /** This JVM ends: closes those that are left, of pools that are being made, and lets no more be made. */
    public static void closeAll() {
        List<PoolDirectory> left;
        synchronized (OPEN) {
            over = true;
            left = List.copyOf(OPEN);
        }
        left.forEach(PoolDirectory::close);
    }
}
