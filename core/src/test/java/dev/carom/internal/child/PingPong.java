package dev.carom.internal.child;

import dev.carom.Task;
import dev.carom.internal.codec.TaskEncoder;
import dev.carom.internal.wire.FrameReader;
import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.FrameWriter;
import dev.carom.internal.wire.TaskHeader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Not a test: measures a no-op task there and back, one at a time. Run its main; prints percentiles in microseconds. */
final class PingPong {
    private static boolean done;

    private PingPong() {}

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 60_000;
        long confirm = args.length > 1 ? Long.parseLong(args[1]) : 0;
        Path directory = Files.createTempDirectory("carom");
        Path socket = directory.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Process process = TestParent.fork(List.of(), directory);
            TestParent.invite(process, "01".repeat(32) + " " + "02".repeat(32) + " " + socket + "\n");
            try (SocketChannel channel = server.accept()) {
                run(channel, rounds, confirm);
            } finally {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private static void run(SocketChannel channel, int rounds, long confirm) throws IOException {
        FrameReader reader = new FrameReader(1 << 20);
        ByteBuffer in = ByteBuffer.allocateDirect(64 * 1024);
        await(channel, reader, in, FrameType.HELLO, 0);
        byte[] proof = new byte[32];
        Arrays.fill(proof, (byte) 2);
        write(channel, FrameType.WELCOME, 0, new dev.carom.internal.wire.Welcome(proof, 1, "p",
                ProcessHandle.current().pid(), 1 << 20, confirm, false, false, false, new byte[0],
                new byte[0], new byte[0], new byte[0]).encode());
        await(channel, reader, in, FrameType.READY, 0);
        TaskEncoder encoder = new TaskEncoder(1 << 20);
        Task<Integer, RuntimeException> noop = () -> 1;
        var encoded = encoder.encode(noop);
        for (int template : encoded.templates()) {
            byte[] definition = encoder.definition(template);
            write(channel, FrameType.DEFINE, 0,
                    ByteBuffer.allocate(4 + definition.length).putInt(template).put(definition).array());
        }
        byte[] body = TestParent.join(new TaskHeader(0, 0, 1, "").encode(), encoded.bytes());
        long[] nanos = new long[rounds];
        for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            write(channel, FrameType.TASK, i + 1, body);
            if (confirm > 0) {
                await(channel, reader, in, FrameType.ACCEPT, i + 1);
                write(channel, FrameType.CONFIRM, i + 1, new byte[] {1});
            }
            await(channel, reader, in, FrameType.RESULT, i + 1);
            nanos[i] = System.nanoTime() - start;
        }
        long[] warm = Arrays.copyOfRange(nanos, rounds / 2, rounds);
        Arrays.sort(warm);
        System.out.printf("p50 %.1f us, p90 %.1f us, p99 %.1f us%n", warm[warm.length / 2] / 1e3,
                warm[warm.length * 9 / 10] / 1e3, warm[warm.length * 99 / 100] / 1e3);
    }

    private static final ByteBuffer OUT = ByteBuffer.allocateDirect(64 * 1024);

    private static void write(SocketChannel channel, FrameType type, long attempt, byte[] body) throws IOException {
        OUT.clear();
        OUT.put(FrameWriter.frame(type, attempt, body)).flip();
        while (OUT.hasRemaining()) {
            channel.write(OUT);
        }
    }

    private static void await(SocketChannel channel, FrameReader reader, ByteBuffer in, FrameType wanted, long number)
            throws IOException {
        done = false;
        while (!done) {
            if (channel.read(in) < 0) {
                throw new IOException("the worker is gone");
            }
            in.flip();
            reader.feed(in, (type, attempt, body) -> done |= type == wanted && attempt == number);
            in.clear();
        }
    }
}
