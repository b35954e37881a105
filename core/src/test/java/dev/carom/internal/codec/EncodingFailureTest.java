package dev.carom.internal.codec;

import dev.carom.internal.wire.ByteWriter;
import dev.carom.internal.wire.EncodedTask;
import dev.carom.internal.wire.SizeLimitPassed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.Task;
import dev.carom.error.PayloadTooLargeException;
import dev.carom.error.TaskEncodingException;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class EncodingFailureTest {
    private final TaskEncoder encoder = new TaskEncoder(Wires.LIMIT);

    private static final class Foo implements Serializable {
        private static final long serialVersionUID = 1L;
        private final Object connection;

        Foo(Object connection) {
            this.connection = connection;
        }

        Task<Object, RuntimeException> task() {
            return () -> connection;
        }
    }

    private static final class Throwing implements Serializable {
        private static final long serialVersionUID = 1L;
        private final boolean withoutAStack;

        Throwing(boolean withoutAStack) {
            this.withoutAStack = withoutAStack;
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            throw withoutAStack ? new WithoutAStack("odd") : new AssertionError("no");
        }
    }

    private static final class WithoutAStack extends AssertionError {
        private static final long serialVersionUID = 1L;

        WithoutAStack(String message) {
            super(message);
        }

        @Override
        public StackTraceElement[] getStackTrace() {
            return null;
        }
    }

    private static final class Linked implements Serializable {
        private static final long serialVersionUID = 1L;
        private Linked next;
    }

    @Test
    void lambdaThatCapturesThis_isShownThePathToTheField() {
        Task<?, ?> task = new Foo(new Socket()).task();
        assertThatThrownBy(() -> encoder.encode(task)).isInstanceOf(TaskEncodingException.class)
                .hasMessageStartingWith("the task cannot be encoded: java.net.Socket is not Serializable; "
                        + "path: lambda -> this (Foo) -> connection (Socket); make the class implement");
    }

    @Test
    void culprit_isFoundThroughCollectionsMapsAndArrays() {
        Object[] array = {1, new Socket()};
        Object deep = new Foo(new ArrayList<>(List.of(Map.of("k", array))));
        Task<?, ?> task = () -> deep;
        assertThatThrownBy(() -> encoder.encode(task)).hasMessageContaining(
                "path: lambda -> captured value 1 (Foo) -> connection (ArrayList) -> [0] (Map1) -> [k] (Object[])"
                        + " -> [1] (Socket)");
    }

    @Test
    void boundReceiver_isNamed() {
        Socket socket = new Socket();
        Task<Object, RuntimeException> task = socket::isClosed;
        assertThatThrownBy(() -> encoder.encode(task)).hasMessageContaining("path: lambda -> receiver (Socket);")
                .hasMessageEndingWith("or write a lambda that has one in the worker, as x -> System.out.println(x) has: what stands"
                        + " before :: goes along");
    }

    /** The body of one is a method of that name. */
    @Test
    void lambdaOfScala_capturesThis_asOneOfJavaDoes() {
        class Local {
            Object run$$anonfun$1() {
                return this;
            }
        }
        Task<Object, RuntimeException> task = new Local()::run$$anonfun$1;
        assertThatThrownBy(() -> encoder.encode(task)).hasMessageContaining("path: lambda -> this (Local);")
                .hasMessageContaining("copy what is needed into a local variable");
    }

    /** Which lambda was to blame stood nowhere. */
    @Test
    void comparatorOfACollection_isNamed() {
        Comparator<String> backwards = (a, b) -> b.compareTo(a);
        PriorityQueue<String> queue = new PriorityQueue<>(backwards);
        for (Object ordered : List.of(new TreeMap<String, Integer>(backwards), new TreeSet<>(backwards), queue)) {
            String name = ordered.getClass().getSimpleName();
            assertThatThrownBy(() -> encoder.encode(ordered))
                    .hasMessageContaining("not Serializable; path: task (" + name + ") -> comparator (lambda); give it a type that is");
        }
        TreeSet<String> byLength = new TreeSet<>(Comparator.comparing(String::length));
        assertThatThrownBy(() -> encoder.encode(byLength))
                .hasMessageContaining("path: task (TreeSet) -> comparator (lambda) -> captured value 1 (lambda);");
    }

    @Test
    void whateverWriteObjectThrows_isTheCause_andItsClassIsNamed() {
        Object deep = new Foo(new Throwing(false));
        assertThatThrownBy(() -> encoder.encode(deep)).isInstanceOf(TaskEncodingException.class)
                .hasCauseInstanceOf(AssertionError.class)
                .hasMessageContaining("EncodingFailureTest$Throwing threw java.lang.AssertionError: no; "
                        + "path: task (Foo) -> connection (Throwing)");
        Object odd = new Foo(new Throwing(true));
        assertThatThrownBy(() -> encoder.encode(odd)).isInstanceOf(TaskEncodingException.class)
                .hasCauseInstanceOf(WithoutAStack.class).hasMessageContaining("odd");
        assertThat(encoder.encode("fine").bytes()).isNotEmpty();
    }

    @Test
    void graphThatIsTooDeep_isSaidToBeSo() {
        Linked first = new Linked();
        for (int i = 0; i < 200_000; i++) {
            Linked before = new Linked();
            before.next = first;
            first = before;
        }
        Linked head = first;
        assertThatThrownBy(() -> encoder.encode(head)).isInstanceOf(TaskEncodingException.class)
                .hasMessageContaining("nested too deep").hasCauseInstanceOf(StackOverflowError.class);
    }

    @Test
    void lambdaOfATypeThatIsNotSerializable_isNamedSoWithWhatToDo() {
        Function<Integer, Integer> increment = x -> x + 1;
        Task<Integer, RuntimeException> task = () -> increment.apply(1);
        assertThatThrownBy(() -> encoder.encode(task)).isInstanceOf(TaskEncodingException.class)
                .hasMessageContaining("a lambda in " + EncodingFailureTest.class.getName() + " is not Serializable; path: lambda ->"
                        + " captured value 1 (lambda); give it a type that is, such as Task, or cast it");
    }

    @Test
    void resultThatCannotBeEncoded_comesWithItsPath() {
        ResultEncoder results = new ResultEncoder(Wires.LIMIT);
        assertThat(results.encode(new Foo(new Socket()))).isInstanceOfSatisfying(
                ResultEncoder.Unencodable.class, u -> {
                    assertThat(u.reason()).contains("path: result (Foo) -> connection (Socket)");
                    assertThat(u.cause()).isInstanceOf(NotSerializableException.class);
                });
        assertThat(results.encode(1)).isInstanceOf(ResultEncoder.Encoded.class);
    }

    @Test
    @Tag("B024")
    void taskAtTheLimit_passes_andOneByteOver_isTooLarge() {
        for (int limit : new int[] {300, 8192, 8193, 70_000, 200_000}) {
            TaskEncoder limited = new TaskEncoder(limit);
            int most = limit + PayloadWriter.OVERHEAD;
            int overhead = new TaskEncoder(1 << 20).encode(new byte[most - 3]).bytes().length - (most - 3);
            assertThat(limited.encode(new byte[limit]).bytes()).hasSize(limit + overhead);
            assertThat(limited.encode(new byte[most - overhead]).bytes()).hasSize(most);
            assertThatThrownBy(() -> limited.encode(new byte[most - overhead + 1]))
                    .isInstanceOfSatisfying(PayloadTooLargeException.class, e -> {
                        assertThat(e.isResult()).isFalse();
                        assertThat(e.size()).isGreaterThan(limit);
                        assertThat(e.limit()).isEqualTo(limit);
                    });
        }
    }

    @Test
    @Tag("B024")
    void resultAtTheLimit_passes_andOneByteOver_isTooLarge_byTagsAndByJavaSerialization() {
        for (Object result : List.of(new ArrayList<>(List.of("some", "strings")), new Foo("text"), "x".repeat(9000),
                new Foo(new byte[20_000]), new int[5000])) {
            int size = Wires.encoded(result).length;
            int limit = size - PayloadWriter.OVERHEAD;
            assertThat(new ResultEncoder(limit).encode(result)).isInstanceOf(ResultEncoder.Encoded.class);
            assertThat(new ResultEncoder(limit - 1).encode(result)).isInstanceOfSatisfying(
                    ResultEncoder.TooLarge.class, t -> assertThat(t.size()).isEqualTo(size));
        }
    }

    @Test
    void payloadOf100MB_roundTrips_andAnEndlessOneStopsAtTheLimit() {
        byte[] large = new byte[100_000_000];
        large[99_999_999] = 7;
        EncodedTask encoded = new TaskEncoder(1 << 30).encode(large);
        assertThat((byte[]) new PayloadDecoder().decode(ByteBuffer.wrap(encoded.bytes()))).isEqualTo(large);
        List<byte[]> many = Collections.nCopies(1 << 20, large);
        assertThatThrownBy(() -> encoder.encode(new Object[] {large, many.toArray()}))
                .isInstanceOf(PayloadTooLargeException.class);
    }

    @Test
    void swallowedLimit_isStillTheLimit() {
        ByteWriter out = new ByteWriter(16, 100);
        assertThatThrownBy(() -> out.space(101)).isInstanceOf(SizeLimitPassed.class);
        assertThatThrownBy(out::toByteArray).isInstanceOf(SizeLimitPassed.class);
    }
}
