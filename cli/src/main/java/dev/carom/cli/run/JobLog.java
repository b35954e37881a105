package dev.carom.cli.run;

import dev.carom.cli.UsageException;
import dev.carom.cli.task.Reply;
import dev.carom.cli.text.Escapes;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The log of a run: a heading, then one line for each input that ended, in the order in which their results are written. A
 * line is written once its result is out: {@code --resume} does again what a killed run had not written yet. Columns are
 * separated by tabs; {@link Escapes#field} keeps each in its place.
 */
final class JobLog implements AutoCloseable {
    private static final byte[] HEADING =
            "Seq\tStart\tMillis\tPid\tAttempt\tStatus\tInput\tMessage\n".getBytes(StandardCharsets.US_ASCII);
    private static final int COLUMNS = 8;
    private static final int STATUS = 5;
    private static final int INPUT = 6;
    private static final String OK = "ok";
    private static final int MANY = 64 << 10;

    /** So many inputs are named in a message. */
    private static final int NAMED = 20;

    private final WritableByteChannel out;
    private final TextSet done;
    private final boolean readable;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();

    JobLog(WritableByteChannel out, TextSet done, boolean readable) {
        this.out = out;
        this.done = done;
        this.readable = readable;
    }

    /**
     * Opens the log: to be written anew, or to be continued where {@code resume}. A torn last line, as a crash leaves it,
     * is cut off. What is there and is no job log is left alone. A pipe or device is written from where it is.
     *
     * @throws UsageException if it cannot be read or written, is none, or is that of another run which has not ended
     */
    static JobLog open(Path path, boolean resume) throws UsageException {
        try {
            return Files.exists(path) && !Files.isRegularFile(path) && !Files.isDirectory(path)
                    ? openStream(path, resume)
                    : openFile(path, resume);
        } catch (IOException e) {
            throw new UsageException("--job-log " + path + " cannot be used: " + e.getMessage());
        }
    }

    private static JobLog openStream(Path path, boolean resume) throws IOException, UsageException {
        if (resume) {
            throw new UsageException("--resume reads the job log, but " + path + " is a pipe or device: name a file");
        }
        FileOutputStream out = new FileOutputStream(path.toFile());
        out.write(HEADING);
        return new JobLog(out.getChannel(), new TextSet(), false);
    }

    private static JobLog openFile(Path path, boolean resume) throws IOException, UsageException {
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        try {
            lock(file, path);
            boolean begun = requireLog(file, path);
            TextSet done = new TextSet();
            long end = resume && begun ? read(file, path, done) : 0;
            file.setLength(end);
            file.seek(end);
            if (end == 0) {
                file.write(HEADING);
            }
            return new JobLog(file.getChannel(), done, true);
        } catch (IOException | UsageException e) {
            file.close();
            throw e;
        }
    }

    /** Two runs that write the same file would destroy each other's lines. */
    private static void lock(RandomAccessFile file, Path path) throws UsageException {
        FileLock lock;
        try {
            lock = file.getChannel().tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        } catch (IOException e) {
            return; // a file system that has no locks
        }
        if (lock == null) {
            throw new UsageException("--job-log " + path + " is written by another run: wait for its end, or name another file");
        }
    }

    /** Whether it has a whole heading. */
    private static boolean requireLog(RandomAccessFile file, Path path) throws IOException, UsageException {
        for (String stream : List.of("stdout", "stderr")) {
            Path open = Path.of("/dev", stream);
            if (Files.exists(open) && Files.isSameFile(open, path)) {
                throw new UsageException("--job-log " + path + " is where " + stream + " goes: name another file");
            }
        }
        byte[] beginning = new byte[(int) Math.min(HEADING.length, file.length())];
        file.readFully(beginning);
        if (!Arrays.equals(beginning, Arrays.copyOf(HEADING, beginning.length))) {
            throw new UsageException("--job-log " + path + " is there, but is not a job log: its first line is not the heading"
                    + " of one; name another file, or remove it");
        }
        return beginning.length == HEADING.length;
    }

    /** Collects the inputs that succeeded, from the lines after the heading; returns where the last whole line ends. */
    private static long read(RandomAccessFile file, Path path, TextSet done) throws IOException, UsageException {
        // Not to be closed, nor opened by itself: the lock of a file ends when any of the process's descriptors of it is closed.
        LogLines lines = new LogLines(new BufferedInputStream(Channels.newInputStream(file.getChannel())));
        for (String line = lines.next(); line != null; line = lines.next()) {
            String wrong = take(line, done);
            if (wrong != null) {
                throw new UsageException("--resume: line " + (1 + lines.number()) + " of " + path + " is not one of a job log: "
                        + wrong + "; mend or delete it");
            }
        }
        return HEADING.length + lines.end();
    }

    private static @Nullable String take(String line, TextSet done) {
        String[] fields = line.split("\t", -1);
        if (fields.length != COLUMNS) {
            return "it has " + fields.length + (fields.length == 1 ? " column" : " columns") + ", not " + COLUMNS;
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

    /** Whether the input succeeded in the run that is resumed; one with a problem did not, whatever its text stands for. */
    boolean succeeded(Input input) {
        return input.problem() == null && done.contains(input.text());
    }

    /** Whether another run can continue it. */
    boolean isReadable() {
        return readable;
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

    /**
     * Writes the lines that wait: their results are out.
     *
     * @throws IOException if that fails, which may tear a line: nothing can follow then. It names what {@code --resume} repeats
     */
    void flush() throws IOException {
        ByteBuffer lines = ByteBuffer.wrap(waiting.toByteArray());
        waiting.reset();
        try {
            while (lines.hasRemaining()) {
                out.write(lines);
            }
        } catch (IOException e) {
            throw new IOException(e.getMessage() + (readable ? repeated(lines) : ""), e);
        }
    }

    /** The inputs that succeeded and whose lines are not whole in the file. */
    private static String repeated(ByteBuffer lines) {
        int whole = lines.position();
        while (whole > 0 && lines.get(whole - 1) != '\n') {
            whole--;
        }
        List<String> inputs = new ArrayList<>();
        new String(lines.array(), whole, lines.limit() - whole, StandardCharsets.UTF_8).lines()
                .map(line -> line.split("\t", -1))
                .filter(fields -> fields[STATUS].equals(OK))
                .forEach(fields -> inputs.add(fields[INPUT]));
        if (inputs.isEmpty()) {
            return "";
        }
        int rest = inputs.size() - NAMED;
        String named = String.join(", ", inputs.subList(0, Math.min(NAMED, inputs.size())));
        return "; --resume runs again what has succeeded and is not in it: " + named + (rest > 0 ? " and " + rest + " more" : "");
    }

    /** Without the lines that wait. */
    @Override
    public void close() throws IOException {
        out.close();
    }
}
