package dev.carom.internal.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.Task;
import dev.carom.internal.codec.Rehearsal;
import dev.carom.internal.codec.ResultDecoder;
import dev.carom.internal.codec.TaskEncoder;
import dev.carom.internal.wire.Block;
import dev.carom.internal.wire.EncodedTask;
import dev.carom.internal.wire.FrameReader;
import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.FrameWriter;
import dev.carom.internal.wire.Hello;
import dev.carom.internal.wire.StreamJournal;
import dev.carom.internal.wire.TaskHeader;
import dev.carom.internal.wire.Usage;
import dev.carom.internal.wire.Welcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** The least of a parent: a real worker process at the other end of a real socket, and every frame in the test's hands. */
final class TestParent implements AutoCloseable {
    static final Duration GENEROUS = Duration.ofSeconds(100);

    /** A frame that came, which begins at this position in the worker's stream. At the end of the channel one with a null type. */
    record Frame(FrameType type, long attempt, byte[] body, long position) {
        ByteBuffer reader() {
            return ByteBuffer.wrap(body);
        }

        boolean isEnd() {
            return type == null;
        }
    }

    /** What the worker is told. */
    static final class Options {
        int maxPayload = 1 << 20;
        long confirmNanos;
        boolean raise;
        boolean memory;
        boolean threads;
        boolean warmUp;
        boolean wrongProof;
        long parentPid = ProcessHandle.current().pid();
        Task<?, ?> initializer;
        Task.Of2<Long, Integer, ?, ?> exitHook;
        final List<String> jvm = new ArrayList<>();
    }

    final Process process;
    final Hello hello;
    private final TaskEncoder encoder = new TaskEncoder(Integer.MAX_VALUE).withBlocks();
    private final Set<Integer> defined = new HashSet<>();
    private final LinkedBlockingQueue<Frame> frames = new LinkedBlockingQueue<>();

    /** Of the thread that reads: how much of the worker's stream is in frames. */
    private long position;

    private final SocketChannel channel;
    private final Path directory;

    /** Held by whoever keeps the frames from being read. */
    private final ReentrantLock reading = new ReentrantLock();

    private TestParent(Process process, SocketChannel channel, Path directory, Options options) throws Exception {
        this.process = process;
        this.channel = channel;
        this.directory = directory;
        Thread reader = new Thread(this::read, "test-parent");
        reader.setDaemon(true);
        reader.start();
        this.hello = Hello.decode(expect(FrameType.HELLO, 0).reader());
        byte[] proof = secret(2);
        if (options.wrongProof) {
            proof[31] ^= 1;
        }
        send(FrameType.WELCOME, 0, new Welcome(proof, 7, "test", options.parentPid, options.maxPayload,
                options.confirmNanos, options.raise, options.memory, options.threads,
                options.warmUp ? Rehearsal.whole() : new byte[0],
                standalone(options.initializer), standalone(options.exitHook), new byte[0]).encode());
    }

    /** A worker that said READY. */
    static TestParent ready(Options options) throws Exception {
        TestParent parent = welcomed(options);
        parent.expect(FrameType.READY, 0);
        return parent;
    }

    static TestParent ready() throws Exception {
        return ready(new Options());
    }

    /** A worker that was sent WELCOME. */
    static TestParent welcomed(Options options) throws Exception {
        Path directory = Files.createTempDirectory("carom test");
        Path socket = directory.resolve("w 1\n");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Process process = fork(options.jvm, directory);
            invite(process, hex(secret(1)) + " " + hex(secret(2)) + " " + socket + "\0");
            process.onExit().thenRun(() -> wake(server));
            return new TestParent(process, server.accept(), directory, options);
        }
    }

    static Process fork(List<String> jvm, Path directory) throws IOException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError", "-Xmx128m",
                "-ea:dev.carom..."));
        command.addAll(jvm);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), WorkerMain.class.getName()));
        return new ProcessBuilder(command)
                .redirectError(directory.resolve("err").toFile())
                .redirectOutput(directory.resolve("out").toFile())
                .start();
    }

    static void invite(Process process, String invitation) throws IOException {
        try (var stdin = process.getOutputStream()) {
            stdin.write(invitation.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** A worker that dies before it connects must not leave the test in accept. */
    private static void wake(ServerSocketChannel server) {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- to the worker

    void send(FrameType type, long attempt, byte[] body) throws IOException {
        write(FrameWriter.frame(type, attempt, body));
    }

    void send(FrameType type, long attempt) throws IOException {
        send(type, attempt, new byte[0]);
    }

    void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    void task(long attempt, Task<?, ?> task) throws IOException {
        task(attempt, task, new TaskHeader(0, 0, 1, ""));
    }

    void task(long attempt, Task<?, ?> task, TaskHeader header) throws IOException {
        write(frames(attempt, task, header));
    }

    /** The TASK frame, after its blocks and the definitions that it is the first to need. */
    ByteBuffer frames(long attempt, Task<?, ?> task, TaskHeader header) {
        EncodedTask encoded = encoder.encode(task);
        List<ByteBuffer> parts = new ArrayList<>();
        for (int template : encoded.templates()) {
            if (defined.add(template)) {
                byte[] definition = encoder.definition(template);
                parts.add(FrameWriter.frame(FrameType.DEFINE, 0,
                        ByteBuffer.allocate(4 + definition.length).putInt(template).put(definition).array()));
            }
        }
        for (Block block : encoded.blocks()) {
            ByteBuffer body = ByteBuffer.allocate(block.length());
            block.piece().putTo(body);
            parts.add(FrameWriter.frame(block.type(), attempt, body.array()));
        }
        parts.add(FrameWriter.frame(FrameType.TASK, attempt, join(header.encode(), encoded.bytes())));
        return join(parts);
    }

    static ByteBuffer join(List<ByteBuffer> parts) {
        ByteBuffer all = ByteBuffer.allocate(parts.stream().mapToInt(ByteBuffer::remaining).sum());
        parts.forEach(all::put);
        return all.flip();
    }

    static byte[] join(byte[] a, byte[] b) {
        byte[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    static byte[] softLimitBody(Duration limit) {
        return ByteBuffer.allocate(24).putLong(limit.toNanos()).putLong(limit.toNanos() + 1).putLong(4711).array();
    }

    void softLimit(long attempt, Duration limit) throws IOException {
        send(FrameType.SOFT_LIMIT, attempt, softLimitBody(limit));
    }

    void confirm(long attempt, boolean run) throws IOException {
        send(FrameType.CONFIRM, attempt, new byte[] {(byte) (run ? 1 : 0)});
    }

    void closeChannel() throws IOException {
        channel.close();
    }

    // ---- from the worker

    Frame next() throws Exception {
        Frame frame = frames.poll(GENEROUS.toSeconds(), TimeUnit.SECONDS);
        if (frame == null) {
            throw new AssertionError("no frame came; the worker is " + (process.isAlive() ? "alive" : "dead")
                    + "; its stderr: " + stderr());
        }
        return frame;
    }

    /** Reads no more, after what it reads next. By the thread that has it {@linkplain #goOn go on}. */
    void pause() {
        reading.lock();
    }

    void goOn() {
        reading.unlock();
    }

    /** What came and was not looked at. */
    List<Frame> rest() {
        List<Frame> rest = new ArrayList<>();
        frames.drainTo(rest);
        return rest;
    }

    Frame expect(FrameType type, long attempt) throws Exception {
        Frame frame = next();
        check(frame, type, attempt);
        return frame;
    }

    private void check(Frame frame, FrameType type, long attempt) {
        assertThat(frame.type()).as("frame %s; stderr: %s", describe(frame), stderr()).isEqualTo(type);
        assertThat(frame.attempt()).isEqualTo(attempt);
    }

    Object result(long attempt) throws Exception {
        expect(FrameType.ACCEPT, attempt);
        return resultOnly(attempt);
    }

    Object resultOnly(long attempt) throws Exception {
        List<Object> blocks = new ArrayList<>();
        Frame frame = next();
        while (frame.type() == FrameType.BYTES) {
            assertThat(frame.attempt()).isEqualTo(attempt);
            blocks.add(frame.body());
            frame = next();
        }
        check(frame, FrameType.RESULT, attempt);
        Usage.decode(frame.reader());
        return decoder().decode(frame.body(), Usage.SIZE, blocks);
    }

    Throwable failure(long attempt) throws Exception {
        expect(FrameType.ACCEPT, attempt);
        return failureOnly(attempt);
    }

    Throwable failureOnly(long attempt) throws Exception {
        ByteBuffer body = expect(FrameType.FAILURE, attempt).reader();
        Usage.decode(body);
        return decoder().decodeThrowable(body);
    }

    static ResultDecoder decoder() {
        return new ResultDecoder(TestParent.class.getClassLoader(), List.of());
    }

    /** Whether the worker's journal ends with this frame: it was kept there, and nothing since then. */
    boolean isLastKept(Frame frame) throws IOException {
        ByteBuffer kept = StreamJournal.peek(StreamJournal.beside(directory.resolve("w 1\n")), frame.position());
        return kept.remaining() == FrameWriter.HEADER + frame.body().length;
    }

    int exitCode() throws Exception {
        assertThat(process.waitFor(GENEROUS.toSeconds(), TimeUnit.SECONDS)).as("the worker exits").isTrue();
        return process.exitValue();
    }

    String stderr() {
        return text("err");
    }

    String stdout() {
        return text("out");
    }

    private String text(String name) {
        try {
            return Files.readString(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String describe(Frame frame) {
        if (frame.type() == FrameType.FAILURE || frame.type() == FrameType.UNDECODABLE) {
            ByteBuffer body = frame.reader();
            body.position(Usage.SIZE);
            return frame.type() + " " + decoder().decodeThrowable(body);
        }
        if (frame.type() == FrameType.NOTICE || frame.type() == FrameType.LEAVING) {
            return frame.type() + " " + new String(frame.body(), StandardCharsets.UTF_8);
        }
        return frame.isEnd() ? "end of channel" : frame.type() + " of " + frame.attempt();
    }

    private void read() {
        FrameReader reader = new FrameReader(Integer.MAX_VALUE - 64);
        ByteBuffer in = ByteBuffer.allocateDirect(256 * 1024);
        try {
            while (channel.read(in) >= 0) {
                reading.lock();
                reading.unlock();
                in.flip();
                reader.feed(in, (type, attempt, body) -> {
                    byte[] bytes = new byte[body.remaining()];
                    body.get(bytes);
                    frames.add(new Frame(type, attempt, bytes, position));
                    position += FrameWriter.HEADER + bytes.length;
                });
                in.clear();
            }
            reader.end();
        } catch (IOException endOfTest) {
            // A channel that is reset or closed by the test has ended, like one that the worker closed.
        }
        frames.add(new Frame(null, 0, new byte[0], position));
    }

    private byte[] standalone(Object task) {
        return task == null ? new byte[0] : encoder.encodeStandalone(task).bytes();
    }

    private static byte[] secret(int seed) {
        byte[] bytes = new byte[Hello.TOKEN];
        Arrays.fill(bytes, (byte) seed);
        return bytes;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        process.destroyForcibly().onExit().join();
        Files.deleteIfExists(directory.resolve("err"));
        Files.deleteIfExists(directory.resolve("out"));
        Files.deleteIfExists(directory.resolve("w 1\n"));
        Files.deleteIfExists(StreamJournal.beside(directory.resolve("w 1\n")));
        Files.delete(directory);
    }
}
