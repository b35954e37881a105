package dev.carom.internal.process;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets what is in a pool's directory look new, as cleaners of temporary directories delete what is old. Not what is in that of a
 * worker, who makes his journal again: another user may own it, and put anything there. Of a file the time of the last access is
 * set, and not that of its modification, by which a JVM tells whether an archive of classes was made of it.
 */
final class Renewal extends SimpleFileVisitor<Path> {
    private static final Pattern WORKER = Pattern.compile("\\d+");

    private final Path directory;
    private final FileTime now;

    private Renewal(Path directory, FileTime now) {
        this.directory = directory;
        this.now = now;
    }

    /** What cannot be renewed is logged. */
    static void of(Path directory, FileTime now) {
        try {
            Files.walkFileTree(directory, new Renewal(directory, now));
        } catch (IOException e) {
            Log.LOG.log(Level.DEBUG, "cannot renew {0}: {1}", directory, e);
        }
    }

    @Override
    public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
        renew(visited, now);
        boolean isWorkers = directory.equals(visited.getParent()) && WORKER.matcher(visited.getFileName().toString()).matches();
        return isWorkers ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path visited, BasicFileAttributes attributes) {
        if (attributes.isRegularFile() && !StaleDirectories.isLock(visited)) { // to open a pipe would wait for its other end
            renew(visited, null);
        }
        return FileVisitResult.CONTINUE;
    }

    /** It is gone meanwhile, say. */
    @Override
    public FileVisitResult visitFileFailed(Path visited, IOException e) {
        Log.LOG.log(Level.DEBUG, "cannot renew {0}: {1}", visited, e);
        return FileVisitResult.CONTINUE;
    }

    private void renew(Path file, @Nullable FileTime modified) {
        try {
            Files.getFileAttributeView(file, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS).setTimes(modified, now, null);
        } catch (IOException e) {
            visitFileFailed(file, e);
        }
    }
}
