package dev.carom.internal.process;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes directories in one that must be there. {@code Files.createDirectories} would make that, too: then the directory of a pool
 * would be there again where this JVM ends, and so has deleted it, while a pool is being made.
 */
final class Subdirectories {
    private Subdirectories() {}

    /** @param wanted below {@code top}; may be there */
    static void make(Path top, Path wanted) throws IOException {
        Path each = top;
        for (Path name : top.relativize(wanted)) {
            each = each.resolve(name);
            try {
                Files.createDirectory(each);
            } catch (FileAlreadyExistsException e) {
                continue; // then what is to be put into it tells whether it is a directory
            }
        }
    }
}
