package dev.carom.internal.codec;

import dev.carom.internal.wire.EncodedTask;
import dev.carom.internal.wire.ProtocolException;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.Args;
import dev.carom.Task;
import dev.carom.codec.Codec;
import dev.carom.error.PayloadTooLargeException;
import dev.carom.error.ResultDecodingException;
import dev.carom.error.SoftTimeLimitExceededException;
import dev.carom.error.TaskDecodingException;
import dev.carom.error.TaskEncodingException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What goes to a codec of others, and how, and what its failures become. */
class InstalledCodecTest {
    record Point(int x, @Nullable Object more) implements Serializable {}

    /** Has no tag, and no codec here takes it. */
    record Other(int x) implements Serializable {}

    /** As a codec of others may be: Java serialization behind a mark, so that what went to it is known. */
    private static class Marking implements Codec {
        private static final long serialVersionUID = 1L;
        private static final byte MARK = 99;
        final AtomicInteger calls = new AtomicInteger();
        private final Set<String> taken;

        Marking(Class<?>... taken) {
            this.taken = Set.copyOf(Arrays.stream(taken).map(Class::getName).toList());
        }

        @Override
        public boolean takes(Class<?> type) {
            return taken.contains(type.getName());
        }

        @Override
        public boolean encode(Object value, OutputStream out) throws Exception {
            calls.incrementAndGet();
            out.write(MARK);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
                stream.writeObject(value);
            }
            bytes.writeTo(out);
            return true;
        }

        @Override
        public @Nullable Object decode(ByteBuffer bytes, ClassLoader loader) throws Exception {
            assertThat(bytes.get()).isEqualTo(MARK);
            byte[] rest = new byte[bytes.remaining()];
            bytes.get(rest);
            try (ObjectInputStream stream = new ObjectInputStream(new ByteArrayInputStream(rest))) {
                return stream.readObject();
            }
        }
    }

    private static byte[] result(Codec codec, Object value) {
        ResultEncoder.Outcome outcome = new ResultEncoder(Wires.LIMIT).use(new InstalledCodec(codec)).encode(value);
        assertThat(outcome).isInstanceOf(ResultEncoder.Encoded.class);
        return Wires.join((ResultEncoder.Encoded) outcome);
    }

    private static @Nullable Object read(Codec codec, byte[] result) {
        return new ResultDecoder(null, List.of(), new InstalledCodec(codec)).decode(ByteBuffer.wrap(result));
    }

    @SuppressWarnings("unchecked")
    private static <T> T toWorker(Codec codec, T task) {
        TaskEncoder encoder = new TaskEncoder(Wires.LIMIT, null, new InstalledCodec(codec));
        return (T) Wires.toWorker(encoder, encoder.encode(task), new PayloadDecoder().use(new InstalledCodec(codec)));
    }

    @Test
    void valueThatItTakes_goesToItAsAWhole() {
        Marking codec = new Marking(Point.class);
        byte[] bytes = result(codec, new Point(1, new Other(2)));
        assertThat(bytes[0]).isEqualTo((byte) Tags.ALL_CODEC);
        assertThat(read(codec, bytes)).isEqualTo(new Point(1, new Other(2)));
        assertThat(codec.calls).hasValue(1);
    }

    @Test
    void valueWithTags_neverReachesIt() {
        Marking codec = new Marking(Integer.class, String.class, ArrayList.class, Object[].class);
        for (Object value : List.of(1, "text", new ArrayList<>(List.of(1, "two")), new int[] {3})) {
            assertThat(result(codec, value)).isEqualTo(Wires.encoded(value));
        }
        assertThat(codec.calls).hasValue(0);
    }

    @Test
    void collectionThatItTakes_goesToItAsAWhole_withSharedObjects() {
        Marking codec = new Marking(Point.class, ArrayList.class);
        Other shared = new Other(5);
        List<Object> list = new ArrayList<>(List.of(new Point(1, shared), new Point(2, shared)));
        list.add(list);
        List<?> got = (List<?>) read(codec, result(codec, list));
        assertThat(codec.calls).hasValue(1);
        assertThat(((Point) got.get(0)).more()).isSameAs(((Point) got.get(1)).more());
        assertThat(got.get(2)).isSameAs(got);
    }

    @Test
    void collectionThatItDoesNotTake_hasItsPartsInIt_andOneThatIsThereTwiceOnce() {
        Marking codec = new Marking(Point.class);
        Point twice = new Point(1, null);
        List<Object> list = new ArrayList<>(Arrays.asList(twice, "tag", twice, new Point(2, null)));
        list.add(list);
        List<?> got = (List<?>) read(codec, result(codec, list));
        assertThat(codec.calls).hasValue(2);
        assertThat(got.subList(0, 4)).isEqualTo(list.subList(0, 4));
        assertThat(got.get(2)).isSameAs(got.get(0));
        assertThat(got.get(4)).isSameAs(got);
    }

    @Test
    void graphWithAPartThatItDoesNotTake_goesByJavaSerialization() {
        Marking codec = new Marking(Point.class);
        Object value = new ArrayList<>(List.of(new Point(1, null), new Other(1)));
        byte[] bytes = result(codec, value);
        assertThat(bytes[0]).isEqualTo((byte) Tags.JAVA);
        assertThat(read(codec, bytes)).isEqualTo(value);
    }

    @Test
    void valueThatItDeclines_goesByJavaSerialization_withoutWhatItWrote() {
        Marking codec = new Marking(Point.class) {
            private static final long serialVersionUID = 1L;

            @Override
            public boolean encode(Object value, OutputStream out) throws Exception {
                out.write(new byte[100_000]);
                return false;
            }
        };
        byte[] bytes = result(codec, new Point(1, null));
        assertThat(bytes).isEqualTo(Wires.encoded(new Point(1, null)));
    }

    @Test
    void lambda_keepsItsTemplate_andItsCapturedValuesGoToTheCodec() throws Exception {
        Point point = new Point(1, new Other(2));
        Point second = new Point(2, null);
        Task<Object, Exception> task = () -> List.of(point, second, point);
        for (Marking codec : List.of(new Marking(Object[].class, Point.class), new Marking(Point.class))) {
            boolean whole = codec.takes(Object[].class);
            EncodedTask encoded = new TaskEncoder(Wires.LIMIT, null, new InstalledCodec(codec)).encode(task);
            assertThat(encoded.templates()).hasSize(1);
            assertThat(encoded.bytes()[0]).isEqualTo((byte) (whole ? Tags.LAMBDA_CODEC : Tags.LAMBDA));
            assertThat(codec.calls).hasValue(whole ? 1 : 2);
            assertThat(toWorker(codec, task).call()).isEqualTo(List.of(point, second, point));
        }
    }

    @Test
    void lambdaWithinALambda_keepsItsTemplate() throws Exception {
        Marking codec = new Marking(Point.class);
        Point point = new Point(1, null);
        Task.Of1<Object, Object, Exception> inner = x -> List.of(x, point);
        Task<Object, Exception> outer = () -> inner.call(point);
        assertThat(toWorker(codec, outer).call()).isEqualTo(List.of(point, point));
    }

    @Test
    void chunk_andItsResult_haveTheirValuesInIt() throws Exception {
        Marking codec = new Marking(Object[].class, Point.class);
        Chunk chunk = new Chunk(x -> x, new Object[] {new Point(1, null), 2});
        ChunkResult got = (ChunkResult) toWorker(codec, chunk).call();
        codec.calls.set(0);
        ChunkResult back = (ChunkResult) read(codec, result(codec, got));
        assertThat(back.values()).containsExactly(new Point(1, null), 2);
        assertThat(codec.calls).hasValue(1);
    }

    @Test
    void tooLarge_isThat_evenIfTheCodecSwallowsIt() {
        Codec codec = new Marking(Point.class) {
            private static final long serialVersionUID = 1L;

            @Override
            public boolean encode(Object value, OutputStream out) throws Exception {
                try {
                    for (int i = 0; i < 3000; i++) {
                        out.write(new byte[1024]);
                    }
                } catch (RuntimeException swallowed) {
                    return true;
                }
                throw new IllegalStateException("the stream took more than its limit");
            }
        };
        ResultEncoder encoder = new ResultEncoder(Wires.LIMIT).use(new InstalledCodec(codec));
        for (Object value : List.of(new Point(1, null), Args.of(new Point(1, null), 2))) {
            assertThat(encoder.encode(value)).isInstanceOfSatisfying(ResultEncoder.TooLarge.class,
                    large -> assertThat(large.size()).isBetween(Wires.LIMIT, 2 * Wires.LIMIT));
            assertThatThrownBy(() -> new TaskEncoder(Wires.LIMIT, null, new InstalledCodec(codec)).encode(value))
                    .isInstanceOf(PayloadTooLargeException.class);
        }
    }

    @Test
    void streamThatIsKept_takesNothingAfterTheReturn() {
        OutputStream[] kept = new OutputStream[1];
        Codec codec = new Marking(Point.class) {
            private static final long serialVersionUID = 1L;

            @Override
            public boolean encode(Object value, OutputStream out) throws Exception {
                kept[0] = out;
                return super.encode(value, out);
            }
        };
        result(codec, new Point(1, null));
        assertThatThrownBy(() -> kept[0].write(1)).isInstanceOf(IOException.class).hasMessageContaining("has returned");
    }

    /** Throws what it is told to. */
    private static final class Failing extends Marking {
        private static final long serialVersionUID = 1L;
        private final Throwable thrown;

        Failing(Throwable thrown) {
            super(Point.class);
            this.thrown = thrown;
        }

        @Override
        public boolean encode(Object value, OutputStream out) throws Exception {
            throw sneaky(thrown);
        }

        @Override
        public Object decode(ByteBuffer bytes, ClassLoader loader) throws Exception {
            throw sneaky(thrown);
        }

        @SuppressWarnings("unchecked")
        private static <X extends Throwable> RuntimeException sneaky(Throwable thrown) throws X {
            throw (X) thrown;
        }
    }

    @Test
    void whatItThrows_isTheCauseOfAFailureThatNamesIt() {
        Task<Object, Exception> task = taskOf(new Point(1, null));
        for (Throwable thrown : List.of(new IOException("odd"), new AssertionError("odd"), new StackOverflowError("odd"))) {
            InstalledCodec failing = new InstalledCodec(new Failing(thrown));
            assertThatThrownBy(() -> new TaskEncoder(Wires.LIMIT, null, failing).encode(task))
                    .isInstanceOf(TaskEncodingException.class).hasCause(thrown)
                    .hasMessageContaining("the codec " + Failing.class.getName() + " cannot encode a "
                            + Point.class.getName() + ": " + thrown);
            assertThat(new ResultEncoder(Wires.LIMIT).use(failing).encode(new Point(1, null)))
                    .isInstanceOfSatisfying(ResultEncoder.Unencodable.class, u -> {
                        assertThat(u.reason()).contains("the codec " + Failing.class.getName(), "odd");
                        assertThat(u.cause()).isSameAs(thrown);
                    });
            byte[] good = result(new Marking(Point.class), new Point(1, null));
            assertThatThrownBy(() -> new ResultDecoder(null, List.of(), failing).decode(ByteBuffer.wrap(good)))
                    .isInstanceOf(ResultDecodingException.class).hasCause(thrown)
                    .hasMessageContaining("the codec " + Failing.class.getName() + " cannot decode");
            assertThatThrownBy(() -> new PayloadDecoder().use(failing).decode(ByteBuffer.wrap(good)))
                    .isInstanceOf(TaskDecodingException.class).hasRootCause(thrown)
                    .hasMessageContaining("the codec " + Failing.class.getName() + " cannot decode");
        }
    }

    private static Task<Object, Exception> taskOf(Point point) {
        return () -> point;
    }

    @Test
    void raisedLimit_andFullMemory_passThroughIt() {
        SoftTimeLimitExceededException raised =
                new SoftTimeLimitExceededException(Duration.ofSeconds(2), Duration.ofSeconds(1), 1);
        ResultEncoder limited = new ResultEncoder(Wires.LIMIT).use(new InstalledCodec(new Failing(new IOException(raised))));
        assertThatThrownBy(() -> limited.encode(new Point(1, null))).isSameAs(raised);
        OutOfMemoryError full = new OutOfMemoryError("for the test");
        ResultEncoder out = new ResultEncoder(Wires.LIMIT).use(new InstalledCodec(new Failing(full)));
        assertThatThrownBy(() -> out.encode(new Point(1, null))).isSameAs(full);
    }

    @Test
    void bytesOfACodec_areAProtocolErrorWhereThereIsNone() {
        byte[] whole = result(new Marking(Point.class), new Point(1, null));
        byte[] part = result(new Marking(Point.class), new ArrayList<>(List.of(new Point(1, null))));
        byte[] lambda = {Tags.LAMBDA_CODEC, 0};
        for (byte[] bytes : List.of(whole, part, lambda)) {
            assertThatThrownBy(() -> new ResultDecoder(null, List.of()).decode(ByteBuffer.wrap(bytes)))
                    .isInstanceOf(ResultDecodingException.class)
                    .hasCauseInstanceOf(ProtocolException.class)
                    .hasMessageContaining("not expected here");
        }
    }

    @Test
    void partThatClaimsMoreThanThereIs_isRefused() {
        byte[] bytes = {Tags.CODEC, (byte) 0xff, (byte) 0xff, 0x7f, 1, 2};
        assertThatThrownBy(() -> read(new Marking(Point.class), bytes)).isInstanceOf(ResultDecodingException.class)
                .hasMessageContaining("but only 2 bytes follow");
    }

    @Test
    void allowList_isRefusedUnlessTheCodecKeepsToIt() {
        assertThatThrownBy(() -> new ResultDecoder(null, List.of("com.acme.*"), new InstalledCodec(new Marking(Point.class))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("allowedResultClasses").hasMessageContaining(Marking.class.getName());
        Codec keeping = new Marking(Point.class) {
            private static final long serialVersionUID = 1L;

            @Override
            public Codec restrictedTo(Predicate<Class<?>> allowed) {
                assertThat(allowed).accepts(Point.class, String.class, int[].class).rejects(URI.class, URI[].class);
                return new Failing(new IOException("restricted"));
            }
        };
        ResultDecoder decoder = new ResultDecoder(null, List.of(Point.class.getName()), new InstalledCodec(keeping));
        byte[] bytes = result(keeping, new Point(1, null));
        assertThatThrownBy(() -> decoder.decode(ByteBuffer.wrap(bytes))).hasMessageContaining("restricted");
    }

    @Test
    void copyOfAWorker_isMadeByJavaSerialization() {
        byte[] copy = new TaskEncoder(Wires.LIMIT).encodeCodec(new Marking(Point.class));
        InstalledCodec codec = InstalledCodec.ofWorker(copy);
        assertThat(codec).isNotNull();
        assertThat(InstalledCodec.ofWorker(new byte[0])).isNull();
        copy[copy.length - 1] ^= 1;
        byte[] broken = Arrays.copyOf(copy, copy.length / 2);
        assertThatThrownBy(() -> InstalledCodec.ofWorker(broken)).isInstanceOf(UnusableCodecException.class)
                .hasMessageContaining("its copy of the pool's codec");
    }
}
