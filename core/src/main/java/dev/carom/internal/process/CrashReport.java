package dev.carom.internal.process;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The report that a JVM writes when it crashes ({@code hs_err}). */
final class CrashReport {
    private static final int HEAD_BYTES = 32 << 10;

    /** What follows is memory and registers, which tell little and may hold secrets. */
    private static final List<String> DUMPS = List.of("Register", "Top of Stack:", "Instructions:", "Stack slot to memory");

    private CrashReport() {}

    /** Where that worker's JVM is to write it; the JVM puts its pid in place of {@code %p}. */
    static Path pattern(Path directory, int worker) {
        return directory.resolve("hs_err_" + worker + "_%p.log");
    }

    /**
     * Takes the head of that worker's report, which tells signal, thread and frame; null where there is none. The file is
     * deleted: a pool whose workers crash for months must not fill the disk.
     */
    static @Nullable String take(Path directory, int worker) {
        try (DirectoryStream<Path> reports = Files.newDirectoryStream(directory, "hs_err_" + worker + "_*.log")) {
            for (Path report : reports) {
                try (InputStream in = Files.newInputStream(report)) {
                    return withoutDumps(new String(in.readNBytes(HEAD_BYTES), StandardCharsets.UTF_8));
                } finally {
                    Files.deleteIfExists(report);
                }
            }
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            System.getLogger("dev.carom.process").log(
                    Level.WARNING, "worker={0}: cannot read its crash report in {1}: {2}", worker, directory, e);
        }
        return null;
    }

    static String withoutDumps(String report) {
        return report.lines()
                .takeWhile(line -> DUMPS.stream().noneMatch(line::startsWith))
                .collect(Collectors.joining("\n"));
    }
}
