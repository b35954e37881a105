package dev.carom.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.error.RemoteTaskException;
import dev.carom.error.ResultDecodingException;
import dev.carom.error.SoftTimeLimitExceededException;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ThrowableCodecTest {
    private static final int ROOM = 1 << 20;

    private static class Coded extends Exception {
        private static final long serialVersionUID = 1L;
        private final int code;

        Coded(int code, String message, Throwable cause) {
            super(message, cause);
            this.code = code;
        }
    }

    private static final class WithSocket extends Coded {
        private static final long serialVersionUID = 1L;
        private final Socket socket = new Socket();

        WithSocket(String message, Throwable cause) {
            super(0, message, cause);
        }
    }

    private static final class Frozen extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Frozen() {
            super("frozen", null, false, false);
        }
    }

    private static final class Odd extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }

        @Override
        public boolean equals(Object other) {
            throw new IllegalStateException("no equality");
        }

        @Override
        public int hashCode() {
            throw new IllegalStateException("no hash");
        }
    }

    private static final class Derived extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Object notSent = new Object();

        @Override
        public String getMessage() {
            return "derived" + (notSent == null ? " there" : " here");
        }
    }

    private static final class Explodes extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Explodes() {
            super("explodes");
        }

        private void readObject(ObjectInputStream in) throws IOException {
            throw new AssertionError("read");
        }
    }

    private static final class Replaced extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private Object writeReplace() {
            return new IllegalStateException("another");
        }
    }

    @Test
    void objectOfAnotherType_doesNotStandForTheException() {
        assertThat(roundTrip(new Replaced())).isInstanceOf(RemoteTaskException.class)
                .hasMessage(Replaced.class.getName() + " (not thrown as itself: its own serialization code puts a"
                        + " java.lang.IllegalStateException in its place)");
    }

    private static Throwable roundTrip(Throwable throwable) {
        return decode(ThrowableCodec.encode(throwable, ROOM));
    }

    private static Throwable decode(byte[] bytes) {
        return new ResultDecoder(null, List.of()).decodeThrowable(ByteBuffer.wrap(bytes));
    }

    @Test
    @Tag("B072")
    @Tag("B080")
    void exception_keepsTypeFieldsFramesCauseAndSuppressed() {
        Coded thrown = new Coded(7, "m\u00e9ssage", new IllegalStateException("cause"));
        thrown.addSuppressed(new IOException("suppressed"));
        Throwable got = roundTrip(thrown);
        assertThat(got).isExactlyInstanceOf(Coded.class).hasMessage("m\u00e9ssage")
                .hasCauseExactlyInstanceOf(IllegalStateException.class);
        assertThat(((Coded) got).code).isEqualTo(7);
        assertThat(got.getSuppressed()[0]).isExactlyInstanceOf(IOException.class);
        assertThat(printed(got)).isEqualTo(printed(thrown)).contains("keepsTypeFieldsFrames");
        assertThat(got.getStackTrace()).isEqualTo(thrown.getStackTrace());
    }

    @Test
    @Tag("B072")
    void exceptionThatCannotBeRebuilt_isShownInFull() {
        WithSocket thrown = new WithSocket("outer", new WithSocket("inner", null));
        thrown.addSuppressed(new IOException("s"));
        Throwable got = roundTrip(thrown);
        assertThat(got).isInstanceOfSatisfying(RemoteTaskException.class, r -> {
            assertThat(r.type()).isEqualTo(WithSocket.class.getName());
            assertThat(r.remoteMessage()).isEqualTo("outer");
            assertThat(r).hasMessageStartingWith(WithSocket.class.getName() + ": outer (not thrown as itself: the exception"
                    + " cannot be encoded: java.net.Socket is not Serializable; path: exception (WithSocket) -> socket (Socket);"
                    + " make");
        });
        assertThat(got.getStackTrace()).isEqualTo(thrown.getStackTrace());
        assertThat(got.getCause()).hasMessageEndingWith("WithSocket: inner");
        assertThat(got.getSuppressed()[0]).hasMessage("java.io.IOException: s");
        assertThat(printed(got)).contains("Caused by: ").contains("Suppressed: ");
    }

    @Test
    @Tag("B074")
    void errorsAndBareThrowables_travel() {
        assertThat(roundTrip(new StackOverflowError("deep"))).isExactlyInstanceOf(StackOverflowError.class);
        assertThat(roundTrip(new Throwable("bare"))).isExactlyInstanceOf(Throwable.class).hasMessage("bare");
        assertThat(roundTrip(new NoClassDefFoundError("x"))).isExactlyInstanceOf(NoClassDefFoundError.class);
        assertThat(roundTrip(new SoftTimeLimitExceededException(Duration.ofMillis(2034), Duration.ofSeconds(2), 4711)))
                .isInstanceOfSatisfying(SoftTimeLimitExceededException.class, e -> {
                    assertThat(e.limit()).isEqualTo(Duration.ofSeconds(2));
                    assertThat(e.elapsed()).isEqualTo(Duration.ofMillis(2034));
                    assertThat(e.pid()).isEqualTo(4711);
                    assertThat(e).hasMessage("the task ran for 2034 ms, over its soft limit of 2000 ms (its worker is pid 4711);"
                            + " raise softTimeout(...) if it needs longer, or let it catch this and end in order");
                });
    }

    @Test
    @Tag("B075")
    void exceptionWhoseMethodsThrow_isReported() {
        Throwable got = roundTrip(new Odd());
        assertThat(got.getClass()).isIn(Odd.class, RemoteTaskException.class);
        byte[] dataOnly = ThrowableCodec.encode(new WithSocket(null, new Odd()), ROOM);
        assertThat(decode(dataOnly).getCause()).hasMessageContaining("getMessage() threw java.lang.IllegalStateException");
    }

    @Test
    @Tag("B076")
    void exceptionWithoutWritableStack_travels() {
        Throwable got = roundTrip(new Frozen());
        assertThat(got).isExactlyInstanceOf(Frozen.class).hasMessage("frozen");
        assertThat(got.getStackTrace()).isEmpty();
    }

    @Test
    void overriddenMessage_isKeptInTheDataAsTheWorkerSawIt() {
        assertThat(roundTrip(new Derived())).isExactlyInstanceOf(Derived.class).hasMessage("derived there");
        assertThat(decode(ThrowableCodec.encode(new WithSocket(null, new Derived()), ROOM)).getCause())
                .hasMessageEndingWith("derived here");
    }

    @Test
    void exceptionThatCannotBeRead_isNotSentAsAnObject() {
        assertThat(roundTrip(new Explodes())).isInstanceOf(RemoteTaskException.class)
                .hasMessageEndingWith("Explodes: explodes (not thrown as itself: its own code throws when it is serialized, or read"
                        + " again: java.lang.AssertionError: read)");
    }

    @Test
    void moreNestedCausesThanTheStackHolds_leaveTheFirstOnesAsTheyAre() {
        Throwable chain = new IllegalStateException("first");
        for (int i = 0; i < 100_000; i++) {
            chain = new RuntimeException("later", chain);
        }
        chain = new IllegalArgumentException("last", chain);

        Throwable got = roundTrip(chain);
        assertThat(got).isExactlyInstanceOf(IllegalArgumentException.class).hasMessage("last");
        assertThat(got.getCause()).isExactlyInstanceOf(RuntimeException.class).hasMessage("later");
        Throwable end = got;
        while (end.getCause() != null) {
            end = end.getCause();
        }
        assertThat(end).isInstanceOf(RemoteTaskException.class).hasMessageStartingWith("java.lang.RuntimeException: later (not");
    }

    @Test
    void causesThatAreTooLargeTogether_leaveTheFirstOnesAsTheyAre() {
        Throwable chain = new IllegalStateException("first");
        for (int i = 0; i < 500; i++) {
            chain = new RuntimeException("y".repeat(5000), chain);
        }
        assertThat(roundTrip(new Coded(7, "last", chain))).isInstanceOfSatisfying(Coded.class,
                e -> assertThat(e.getCause()).isExactlyInstanceOf(RuntimeException.class));
    }

    @Test
    void causesInACycle_areCut() {
        WithSocket a = new WithSocket("a", null);
        RuntimeException b = new RuntimeException("b", a);
        a.addSuppressed(b);
        Throwable got = roundTrip(a);
        assertThat(got.getSuppressed()[0]).hasMessageContaining("b (its cause is left out");
    }

    @Test
    @Tag("B025")
    void hugeExceptions_areCutToTheRoom() {
        Throwable chain = new WithSocket("x".repeat(1_000_000), null);
        for (int i = 0; i < 500; i++) {
            chain = new RuntimeException("y".repeat(500), chain);
            StackTraceElement[] frames = new StackTraceElement[1500];
            Arrays.fill(frames, new StackTraceElement("C".repeat(900), "m", "f", i));
            chain.setStackTrace(frames);
        }
        for (int room : new int[] {ROOM, 300_000, 60_000, 4096}) {
            byte[] bytes = ThrowableCodec.encode(chain, room);
            assertThat(bytes).hasSizeLessThanOrEqualTo(room);
            assertThat(decode(bytes)).isInstanceOfAny(RuntimeException.class, RemoteTaskException.class)
                    .hasMessageContaining("yyyy");
        }
    }

    @Test
    void unknownClassHere_stillShowsTheException() {
        byte[] bytes = ThrowableCodec.encode(new Coded(1, "m", null), ROOM);
        Throwable got = new ResultDecoder(ClassLoader.getPlatformClassLoader(), List.of("java.lang.*"))
                .decodeThrowable(ByteBuffer.wrap(renamed(bytes)));
        assertThat(got).isInstanceOf(RemoteTaskException.class).hasMessageEndingWith("Xoded)");
    }

    private static byte[] renamed(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).replace("$Coded", "$Xoded")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    @Test
    void brokenBytes_neverThrow() {
        byte[] bytes = ThrowableCodec.encode(shallow(new Coded(1, "m", shallow(new IOException("c")))), ROOM);
        for (int i = 0; i < bytes.length; i++) {
            assertThat(decode(Arrays.copyOf(bytes, i))).isInstanceOf(ResultDecodingException.class);
        }
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 3000; i++) {
            byte[] broken = bytes.clone();
            broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            assertThat(decode(broken)).as("seed %d", seed).isNotNull();
        }
    }

    /** With few frames: of a test's there are so many that most broken bytes would be in those. */
    private static <T extends Throwable> T shallow(T throwable) {
        throwable.setStackTrace(Arrays.copyOf(throwable.getStackTrace(), 3));
        return throwable;
    }

    private static String printed(Throwable throwable) {
        StringWriter text = new StringWriter();
        throwable.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
