package dev.carom.benchmarks.micro;

import dev.carom.Task;
import dev.carom.fory.ForyCodec;
import dev.carom.internal.codec.InstalledCodec;
import dev.carom.internal.codec.PayloadDecoder;
import dev.carom.internal.codec.ResultDecoder;
import dev.carom.internal.codec.ResultEncoder;
import dev.carom.internal.codec.TaskEncoder;
import dev.carom.internal.codec.ThrowableCodec;
import dev.carom.internal.wire.EncodedTask;
import dev.carom.internal.wire.ProtocolException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A value encoded and decoded: a lambda as a task, the others as results; and each by Java serialization. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CodecBenchmark {
    private static final long MAX_PAYLOAD = 64 << 20;

    /** What results are in benchmarks: small, with a field of each of the usual kinds. */
    public record Point(int x, double y, String name) implements Serializable {}

    private final TaskEncoder taskEncoder = new TaskEncoder(MAX_PAYLOAD);
    private final PayloadDecoder taskDecoder = new PayloadDecoder();
    private final ResultEncoder resultEncoder = new ResultEncoder(MAX_PAYLOAD);
    private final ResultDecoder resultDecoder = new ResultDecoder(null, List.of());

    private final InstalledCodec fory = new InstalledCodec(ForyCodec.of(Point.class));
    private final ResultEncoder foryEncoder = new ResultEncoder(MAX_PAYLOAD);
    private final ResultDecoder foryDecoder = new ResultDecoder(null, List.of(), fory);

    private final Task<Integer, RuntimeException> lambda = lambda(1_000_000, "two");
    private final Integer integer = 1_000_000;
    private final Point point = new Point(1_000_000, 0.5, "point");
    private final Exception exception = new IllegalStateException("it went wrong");

    private static Task<Integer, RuntimeException> lambda(int number, String text) {
        return () -> number + text.length();
    }

    @Setup
    public void prepare() throws ProtocolException {
        foryEncoder.use(fory);
        for (int template : taskEncoder.encode(lambda).templates()) {
            taskDecoder.define(template, taskEncoder.definition(template));
        }
    }

    @Benchmark
    public @Nullable Object lambda() {
        EncodedTask encoded = taskEncoder.encode(lambda);
        return taskDecoder.decode(ByteBuffer.wrap(encoded.bytes()));
    }

    @Benchmark
    public @Nullable Object integer() {
        return result(integer, resultEncoder, resultDecoder);
    }

    @Benchmark
    public @Nullable Object record() {
        return result(point, resultEncoder, resultDecoder);
    }

    /** In a pool whose codec is {@code carom-fory}'s. */
    @Benchmark
    public @Nullable Object recordByFory() {
        return result(point, foryEncoder, foryDecoder);
    }

    @Benchmark
    public Object exception() {
        byte[] encoded = ThrowableCodec.encode(exception, ThrowableCodec.room(MAX_PAYLOAD));
        return resultDecoder.decodeThrowable(ByteBuffer.wrap(encoded));
    }

    @Benchmark
    public Object lambdaByJava() throws IOException, ClassNotFoundException {
        return byJava(lambda);
    }

    @Benchmark
    public Object integerByJava() throws IOException, ClassNotFoundException {
        return byJava(integer);
    }

    @Benchmark
    public Object recordByJava() throws IOException, ClassNotFoundException {
        return byJava(point);
    }

    @Benchmark
    public Object exceptionByJava() throws IOException, ClassNotFoundException {
        return byJava(exception);
    }

    private static @Nullable Object result(Object value, ResultEncoder encoder, ResultDecoder decoder) {
        if (encoder.encode(value) instanceof ResultEncoder.Encoded encoded && encoded.pieces().size() == 1) {
            return decoder.decode(encoded.pieces().get(0));
        }
        throw new IllegalStateException(value + " is no longer encoded as one piece");
    }

    private static Object byJava(Object value) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }
}
