package dev.carom.internal.process;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.BasicFileAttributeView;

/**
 * Deletes a directory with its content, and tolerates what is gone already. Never follows a link, also not where somebody
 * puts one in the place of a directory meanwhile: each directory is opened in the one above it.
 */
final class Deletion {
    /** Each level costs this process an open file. */
    private static final int MOST_LEVELS = 64;

    private Deletion() {}

    static void of(Path directory) throws IOException {
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS) || isDeletedAsEmpty(directory)) {
            return;
        }
        try (DirectoryStream<Path> content = Files.newDirectoryStream(directory)) {
            if (content instanceof SecureDirectoryStream<Path> secure) {
                empty(secure, directory, 1);
            } else {
                for (Path entry : content) {
                    deletePlainly(entry);
                }
            }
        } catch (NoSuchFileException e) {
            return;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        Files.deleteIfExists(directory);
    }

    /** Takes no descriptor, of which a process may have none left. */
    private static boolean isDeletedAsEmpty(Path directory) throws IOException {
        try {
            Files.deleteIfExists(directory);
            return true;
        } catch (DirectoryNotEmptyException e) {
            return false;
        }
    }

    private static void empty(SecureDirectoryStream<Path> directory, Path path, int level) throws IOException {
        if (level > MOST_LEVELS) {
            throw new IOException("it has more than " + MOST_LEVELS + " levels of directories: " + path);
        }
        for (Path entry : directory) {
            Path name = entry.getFileName();
            try {
                if (isDirectory(directory, name)) {
                    try (SecureDirectoryStream<Path> below =
                            directory.newDirectoryStream(name, LinkOption.NOFOLLOW_LINKS)) {
                        empty(below, entry, level + 1);
                    }
                    directory.deleteDirectory(name);
                } else {
                    directory.deleteFile(name);
                }
            } catch (NoSuchFileException e) {
                continue;
            }
        }
    }

    private static boolean isDirectory(SecureDirectoryStream<Path> parent, Path name) throws IOException {
        return parent.getFileAttributeView(name, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes()
                .isDirectory();
    }

    /** For platforms that cannot open a file in a directory that is open. */
    private static void deletePlainly(Path entry) throws IOException {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
            of(entry);
        } else {
            Files.deleteIfExists(entry);
        }
    }
}
