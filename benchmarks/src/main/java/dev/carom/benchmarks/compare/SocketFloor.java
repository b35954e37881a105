package dev.carom.benchmarks.compare;

import java.io.EOFException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** No pool: 64 bytes to another JVM and back, by a Unix domain socket with blocking reads. What an apply is made of. */
public final class SocketFloor {
    private static final int BYTES = 64;
    private static final int ROUND_TRIPS = 2_000;

    private SocketFloor() {}

    /** The other JVM: sends back what comes. */
    public static void main(String[] args) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(args[0]))) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
            while (channel.read(buffer) >= 0) {
                if (!buffer.hasRemaining()) {
                    write(channel, buffer.flip());
                    buffer.clear();
                }
            }
        }
    }

    static void measure(Report report, Path directory) throws Exception {
        Path socket = directory.resolve("floor" + ProcessHandle.current().pid());
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            Process other = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-cp", System.getProperty("java.class.path"),
                            SocketFloor.class.getName(),
                            socket.toString())
                    .redirectError(Redirect.INHERIT)
                    .start();
            try (SocketChannel channel = server.accept()) {
                report.warmUp("apply_p50_us", () -> roundTrips(channel));
                report.repeated(() -> Throughput.percentiles(roundTrips(channel)), "apply_p50_us", "apply_p99_us");
            } finally {
                other.destroyForcibly().waitFor();
            }
        }
    }

    private static double[] roundTrips(SocketChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
        double[] micros = new double[ROUND_TRIPS];
        for (int i = 0; i < ROUND_TRIPS; i++) {
            long start = System.nanoTime();
            write(channel, buffer.clear());
            buffer.clear();
            while (buffer.hasRemaining()) {
                if (channel.read(buffer) < 0) {
                    throw new EOFException("the other JVM is gone");
                }
            }
            micros[i] = (System.nanoTime() - start) / 1e3;
        }
        return micros;
    }

    private static void write(SocketChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
