package dev.carom.tests.support;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Another JVM that hosts pools, as a user's program does: started, listened to, and killed if it is still there. */
public final class HostJvm implements AutoCloseable {
    /** Beyond what any of these programs takes on a very busy machine. */
    private static final long PATIENCE_SECONDS = 100;

    private final Process process;
    private final BufferedReader output;
    private final StringBuilder heard = new StringBuilder();

    private HostJvm(Process process) {
        this.process = process;
        this.output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /**
     * What a program printed until it ended.
     *
     * @param output stdout and stderr
     */
    public record Run(int exitCode, String output) {}

    /** Starts a main class of these tests. */
    public static HostJvm start(Class<?> main, List<String> flags, Map<String, String> environment, String... arguments)
            throws IOException {
        return start(Path.of(""), environment, program(System.getProperty("java.class.path"), main, flags, arguments));
    }

    /** Starts a main class of these tests as these words have it: a command that runs the one that follows it. */
    public static HostJvm startBehind(List<String> words, Class<?> main, List<String> flags, String... arguments)
            throws IOException {
        return startBehind(words, System.getProperty("java.class.path"), main, flags, arguments);
    }

    /** The same, with a class path of its own. */
    public static HostJvm startBehind(
            List<String> words, String classPath, Class<?> main, List<String> flags, String... arguments) throws IOException {
        return start(words, Path.of(""), Map.of(), program(classPath, main, flags, arguments));
    }

    private static List<String> program(String classPath, Class<?> main, List<String> flags, String... arguments) {
        List<String> program = new ArrayList<>(flags);
        program.addAll(List.of("-cp", classPath, main.getName()));
        program.addAll(List.of(arguments));
        return program;
    }

    /** Starts {@code java} with these arguments. */
    public static HostJvm start(Path directory, Map<String, String> environment, List<String> arguments)
            throws IOException {
        return start(List.of(), directory, environment, arguments);
    }

    private static HostJvm start(
            List<String> words, Path directory, Map<String, String> environment, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(words);
        command.addAll(List.of(java(), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toAbsolutePath().toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        return new HostJvm(builder.start());
    }

    /** Runs {@code java} with these arguments to its end. */
    public static Run run(Path directory, Map<String, String> environment, String... arguments) throws Exception {
        try (HostJvm host = start(directory, environment, List.of(arguments))) {
            return host.toItsEnd();
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** A class path as text. */
    public static String path(Path... entries) {
        List<String> names = new ArrayList<>();
        for (Path entry : entries) {
            names.add(entry.toString());
        }
        return String.join(File.pathSeparator, names);
    }

    /** Reads to the end of its output and waits for its exit. */
    public Run toItsEnd() throws Exception {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            heard.append(line).append('\n');
        }
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("it is still there, and has said:\n" + heard);
        }
        return new Run(process.exitValue(), heard.toString());
    }

    /** Reads up to the line that starts so, and gives the rest of that line. */
    public String line(String start) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            heard.append(line).append('\n');
            if (line.startsWith(start)) {
                return line.substring(start.length());
            }
        }
        throw new AssertionError("it ended without a line that starts with '" + start + "', and said:\n" + heard);
    }

    /** Kills it as {@code kill -9} does, and waits until it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    public long pid() {
        return process.pid();
    }

    /** Closes this end of its stdin. */
    public void letGo() throws IOException {
        process.getOutputStream().close();
    }

    /** Nobody reads any more what it writes. */
    public void stopListening() throws IOException {
        output.close();
    }

    /** The exit code, once it has ended. */
    public int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("it is still there");
        }
        return process.exitValue();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        process.getOutputStream().close();
        output.close();
    }
}
