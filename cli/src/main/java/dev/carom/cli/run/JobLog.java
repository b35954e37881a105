package dev.carom.cli.run;

import dev.carom.cli.UsageException;
import dev.carom.cli.task.Reply;
import dev.carom.cli.text.Escapes;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The log of a run: a heading, then one line for each input that ended, in the order in which their results are written. A
 * line is written once its result is out: {@code --resume} does again what a killed run had not written yet. Columns are
 * separated by tabs; {@link Escapes#field} keeps each in its place.
 */
final class JobLog implements AutoCloseable {
    static final String HEADING = "Seq\tStart\tMillis\tPid\tAttempt\tStatus\tInput\tMessage";
    private static final int COLUMNS = 8;
    private static final int STATUS = 5;
    private static final int INPUT = 6;
    private static final String OK = "ok";
    private static final int MANY = 64 << 10;

    private final RandomAccessFile file;
    private final TextSet done;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();

    private JobLog(RandomAccessFile file, TextSet done) {
        this.file = file;
        this.done = done;
    }

    /**
     * Opens the log: to be written anew, or to be continued where {@code resume}. A torn last line, as a crash leaves it,
     * is cut off.
     *
     * @throws UsageException if it cannot be read or written, or is none
     */
    static JobLog open(Path path, boolean resume) throws UsageException {
        try {
            TextSet done = new TextSet();
            long end = resume && Files.exists(path) ? read(path, done) : 0;
            RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
            if (end == 0) {
                file.setLength(0);
                file.write((HEADING + "\n").getBytes(StandardCharsets.UTF_8));
            } else {
                file.setLength(end);
                file.seek(end);
            }
            return new JobLog(file, done);
        } catch (IOException e) {
            throw new UsageException("--job-log " + path + " cannot be used: " + e.getMessage());
        }
    }

    /** Collects the inputs that succeeded; returns where the last whole line ends. */
    private static long read(Path path, TextSet done) throws IOException, UsageException {
        long end = 0;
        try (InputStream stream = new BufferedInputStream(Files.newInputStream(path))) {
            LogLines lines = new LogLines(stream);
            for (String line = lines.next(); line != null; line = lines.next()) {
                String wrong = end == 0 ? (line.equals(HEADING) ? null : "its heading is not that of a job log") : take(line, done);
                if (wrong != null) {
                    throw new UsageException("--resume: " + path + " is not a job log: line " + lines.number() + ": " + wrong);
                }
                end = lines.end();
            }
        }
        return end;
    }

    private static @Nullable String take(String line, TextSet done) {
        String[] fields = line.split("\t", -1);
        if (fields.length != COLUMNS) {
            return "it has " + fields.length + " columns, not " + COLUMNS;
        }
        if (fields[STATUS].equals(OK)) {
            try {
                done.add(Escapes.unescape(fields[INPUT]));
            } catch (IllegalArgumentException e) {
                return e.getMessage();
            }
        }
        return null;
    }

    /** Whether the input succeeded in the run that is resumed. */
    boolean succeeded(String input) {
        return done.contains(input);
    }

    /** Takes the line of an input that ended, for {@link #flush} to write; returns whether many wait for that. */
    boolean add(Input input, int attempt, Reply reply) {
        String status = reply.failure() == null ? OK : reply.failure().type();
        String message = reply.failure() == null ? "" : Escapes.field(reply.failure().message());
        String line = input.number() + "\t" + reply.started() + "\t" + reply.nanos() / 1_000_000 + "\t" + reply.pid() + "\t"
                + attempt + "\t" + status + "\t" + Escapes.field(input.text()) + "\t" + message + "\n";
        waiting.writeBytes(line.getBytes(StandardCharsets.UTF_8));
        return waiting.size() > MANY;
    }

    /** Writes the lines that wait: their results are out. */
    void flush() throws IOException {
        byte[] lines = waiting.toByteArray();
        waiting.reset();
        file.write(lines);
    }

    /** Without the lines that wait. */
    @Override
    public void close() throws IOException {
        file.close();
    }
}
