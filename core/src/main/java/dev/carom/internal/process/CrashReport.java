package dev.carom.internal.process;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The report that a JVM writes when it crashes ({@code hs_err}). */
final class CrashReport {
    private static final int HEAD_BYTES = 32 << 10;

    /** What follows is memory and registers, which tell little and may hold secrets. */
    private static final List<String> DUMPS = List.of("Register", "Top of Stack:", "Instructions:", "Stack slot to memory");

    private static final String NAME = "hs_err_";

    private CrashReport() {}

    /** Where a worker's JVM is to write it; the JVM puts its pid in place of {@code %p}. */
    static Path pattern(Path directory) {
        return directory.resolve(NAME + "%p.log");
    }

    /** A line that a worker printed, with a remark where it tells where the report in its directory is. */
    static String remarked(String line, Path directory) {
        return line.startsWith("# /") && line.startsWith("# " + directory.resolve(NAME))
                ? line + " (deleted with its worker; a flag -XX:ErrorFile=... of the worker's JVM names a place where it stays)"
                : line;
    }

    /** The head of the report in a worker's directory, which tells signal, thread and frame; null where there is none. */
    static @Nullable String read(Path directory) {
        try (DirectoryStream<Path> reports = Files.newDirectoryStream(directory, NAME + "*.log")) {
            Iterator<Path> all = reports.iterator();
            return all.hasNext() ? withoutDumps(head(all.next())) : null;
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException | DirectoryIteratorException e) {
            Log.LOG.log(Level.WARNING, "cannot read the crash report of a worker in {0}: {1}", directory, e);
            return null;
        }
    }

    /**
     * The worker may have put anything in its place. A link is not followed; and a pipe, which one who opens it only to read
     * waits at, is opened for writing too, and then has no positions to read at.
     */
    private static String head(Path report) throws IOException {
        try (FileChannel file = FileChannel.open(
                report, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
            while (head.hasRemaining() && file.read(head, head.position()) >= 0) {
                continue;
            }
            return new String(head.array(), 0, head.position(), StandardCharsets.UTF_8);
        }
    }

    static String withoutDumps(String report) {
        return report.lines()
                .takeWhile(line -> DUMPS.stream().noneMatch(line::startsWith))
                .collect(Collectors.joining("\n"));
    }
}
