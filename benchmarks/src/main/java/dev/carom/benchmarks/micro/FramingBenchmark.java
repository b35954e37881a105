package dev.carom.benchmarks.micro;

import dev.carom.internal.wire.FrameReader;
import dev.carom.internal.wire.FrameType;
import dev.carom.internal.wire.FrameWriter;
import dev.carom.internal.wire.ProtocolException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** A frame cut out of what came: of many at once, or of reads that end anywhere in it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FramingBenchmark {
    private static final int FRAMES = 64;

    /** No divisor of any frame's length, so that each place in a frame is an end of a read some time. */
    private static final int READ = 61;

    /** The bytes of a body: a tiny result, and a large one. */
    @Param({"24", "4096"})
    public int body;

    private FrameReader reader = new FrameReader(0);
    private ByteBuffer stream = ByteBuffer.allocate(0);

    @Setup
    public void write() {
        reader = new FrameReader(body);
        stream = ByteBuffer.allocateDirect(FRAMES * (FrameWriter.HEADER + body));
        for (int i = 0; i < FRAMES; i++) {
            stream.put(FrameWriter.frame(FrameType.RESULT, i + 1, new byte[body]));
        }
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public void whole(Blackhole sink) throws ProtocolException {
        reader.feed(stream.clear(), (type, attempt, bytes) -> sink.consume(bytes));
    }

    @Benchmark
    @OperationsPerInvocation(FRAMES)
    public void split(Blackhole sink) throws ProtocolException {
        stream.clear();
        for (int from = 0; from < stream.capacity(); from += READ) {
            stream.limit(Math.min(stream.capacity(), from + READ));
            reader.feed(stream, (type, attempt, bytes) -> sink.consume(bytes));
        }
    }
}
