package dev.carom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** {@code carom map} in a process of its own, as a user runs it; {@code Tasks} is on its class path. */
final class CaromProcess implements AutoCloseable {
    /** Beyond what any run takes on a very busy machine. */
    private static final int PATIENCE_SECONDS = 200;

    /** For reads that block: the common pool has one thread alone on a machine of two processors. */
    static final Executor OWN_THREAD = read -> {
        Thread thread = new Thread(read, "reader");
        thread.setDaemon(true);
        thread.start();
    };

    private final Process process;
    private final BufferedReader stderr;
    private final List<String> said = new ArrayList<>();

    /** What a run that has ended left. */
    record Ended(int status, List<String> stdout, List<String> stderr) {}

    private CaromProcess(ProcessBuilder builder) throws IOException {
        process = builder.start();
        stderr = process.errorReader(StandardCharsets.UTF_8);
    }

    static CaromProcess start(List<String> jvmArgs, String... args) throws IOException {
        return new CaromProcess(builder(jvmArgs, args));
    }

    /** The command; signals are not ignored in it, whatever the test runner was started with. */
    static ProcessBuilder builder(List<String> jvmArgs, String... args) {
        List<String> command = new ArrayList<>();
        if (Files.isExecutable(Path.of("/usr/bin/env"))) {
            command.addAll(List.of("/usr/bin/env", "--default-signal=INT,TERM,HUP"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmArgs);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "map"));
        command.addAll(List.of("--class-path", Tasks.compiled().toString()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command);
    }

    /** Runs to the end with this on stdin. */
    static Ended run(String stdin, String... args) throws Exception {
        try (CaromProcess carom = start(List.of(), args)) {
            carom.feed(stdin);
            return carom.end();
        }
    }

    /** Writes to stdin and closes it; what a process that has ended does not read is lost. */
    void feed(String stdin) {
        try (OutputStream out = process.getOutputStream()) {
            out.write(stdin.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("Broken pipe");
        }
    }

    OutputStream stdin() {
        return process.getOutputStream();
    }

    InputStream stdout() {
        return process.getInputStream();
    }

    long pid() {
        return process.pid();
    }

    List<ProcessHandle> workers() {
        return process.toHandle().descendants().toList();
    }

    /** Reads stderr up to a line that contains this. */
    void awaitSaid(String text) throws Exception {
        CompletableFuture.runAsync(() -> {
            while (said.isEmpty() || !said.get(said.size() - 1).contains(text)) {
                said.add(next());
            }
        }, OWN_THREAD).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private String next() {
        try {
            String line = stderr.readLine();
            if (line == null) {
                throw new AssertionError("stderr ended: " + said);
            }
            return line;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    void signal(String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start().waitFor()).isZero();
    }

    /** Waits for the end while nobody reads stdout. */
    int endUnread() throws Exception {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("ended; stderr so far: %s", said).isTrue();
        return process.exitValue();
    }

    /** Waits for the end; the process must leave no worker behind. */
    Ended end() throws Exception {
        CompletableFuture<List<String>> rest = CompletableFuture.supplyAsync(() -> stderr.lines().toList(), OWN_THREAD);
        CompletableFuture<String> out = CompletableFuture.supplyAsync(this::read, OWN_THREAD);
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("ended; stderr so far: %s", said).isTrue();
        List<String> all = new ArrayList<>(said);
        all.addAll(rest.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        return new Ended(process.exitValue(), out.get(PATIENCE_SECONDS, TimeUnit.SECONDS).lines().toList(), all);
    }

    private String read() {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // the test closed it
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
