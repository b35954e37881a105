package dev.carom.internal.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ControlBodyTest {
    private static final byte[] TOKEN = new byte[32];

    static {
        Arrays.fill(TOKEN, (byte) 0xA5);
    }

    @FunctionalInterface
    private interface Decoding {
        Object decode(ByteBuffer body) throws ProtocolException;
    }

    @Test
    @Tag("B244")
    void hello_roundTrips_andNoTruncationPasses() throws ProtocolException {
        byte[] body = new Hello(TOKEN, 1L << 40, "17.0.15", "päth").encode();
        assertThat(Hello.decode(ByteBuffer.wrap(body))).usingRecursiveComparison()
                .isEqualTo(new Hello(TOKEN, 1L << 40, "17.0.15", "päth"));
        noTruncationPasses(body, Hello::decode);
    }

    @Test
    @Tag("B244")
    void welcome_roundTrips_andNoTruncationPasses() throws ProtocolException {
        Welcome welcome = new Welcome(TOKEN, 3, "pool-1", 4711, 1 << 26, 5_000_000_000L, true, false, true,
                new byte[] {4, 5}, new byte[] {1, 2, 3}, new byte[0], new byte[] {4});
        byte[] body = welcome.encode();
        assertThat(Welcome.decode(ByteBuffer.wrap(body))).usingRecursiveComparison().isEqualTo(welcome);
        noTruncationPasses(body, Welcome::decode);
    }

    @Test
    void taskHeader_leavesThePayload() throws ProtocolException {
        TaskHeader header = new TaskHeader(1, 2, 3, "id-é");
        byte[] encoded = header.encode();
        ByteBuffer body = ByteBuffer.allocateDirect(encoded.length + 2).put(encoded).put((byte) 8).put((byte) 9).flip();
        assertThat(TaskHeader.decode(body)).isEqualTo(header);
        assertThat(body.remaining()).isEqualTo(2);
        assertThat(body.get()).isEqualTo((byte) 8);
        noTruncationPasses(encoded, TaskHeader::decode);
    }

    @Test
    void usage_roundTrips() throws ProtocolException {
        ByteBuffer body = ByteBuffer.wrap(new Usage(12, 34).encode());
        assertThat(Usage.decode(body)).isEqualTo(new Usage(12, 34));
        noTruncationPasses(body.array(), Usage::decode);
    }

    @Test
    @Tag("B080")
    void stackDump_keepsFramesWithModulesAndLines() throws ProtocolException {
        StackDump dump = new StackDump("carom-task", List.of(new Throwable().getStackTrace()));
        byte[] body = dump.encode();
        assertThat(StackDump.decode(ByteBuffer.wrap(body))).isEqualTo(dump);
        noTruncationPasses(body, StackDump::decode);
    }

    @Test
    void place_isTheTopFrame_andWhoCalledTheJdk() {
        StackTraceElement sleep = new StackTraceElement(null, "java.base", "17", "java.lang.Thread", "sleep", "Thread.java", -2);
        StackTraceElement own = new StackTraceElement("app", null, null, "shop.Images", "parse", "Images.java", 12);
        StackTraceElement carom = new StackTraceElement(
                "app", null, null, "dev.carom.internal.child.TaskLoop", "run", "TaskLoop.java", 7);
        assertThat(placeOf(sleep, own, carom))
                .isEqualTo("at java.lang.Thread.sleep(Native Method), called by shop.Images.parse(Images.java:12)");
        assertThat(placeOf(own, carom)).isEqualTo("at shop.Images.parse(Images.java:12)");
        assertThat(placeOf(sleep, carom)).as("a method reference").isEqualTo("at java.lang.Thread.sleep(Native Method)");
        assertThat(placeOf(sleep)).isEqualTo("at java.lang.Thread.sleep(Native Method)");
        assertThat(placeOf()).isNull();
        assertThat(placeOf(new StackTraceElement("a\nWARNING: all is well", "b", null, -1))).doesNotContain("\n");
    }

    @Test
    void namesThatAWorkerClaims_areCutWhereTheyAreRead() throws ProtocolException {
        ByteWriter body = new ByteWriter(64, Integer.MAX_VALUE);
        body.string("carom-task");
        body.i32(1);
        for (int i = 0; i < 6; i++) {
            body.string("x".repeat(100_000));
        }
        body.i32(7);

        assertThat(StackDump.decode(ByteBuffer.wrap(body.toByteArray())).place()).hasSizeLessThan(2_000);
    }

    private static String placeOf(StackTraceElement... frames) {
        return new StackDump("carom-task", List.of(frames)).place();
    }

    @Test
    void count_thatCannotBe_isRefusedBeforeItIsAllocated() {
        ByteBuffer body = ByteBuffer.allocate(8).putInt(0).putInt(Integer.MAX_VALUE).flip();
        assertThatThrownBy(() -> StackDump.decode(body)).isInstanceOf(ProtocolException.class)
                .hasMessageContaining("frames claims 2147483647 elements");
    }

    private static void noTruncationPasses(byte[] body, Decoding decoding) {
        for (int length = 0; length < body.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(body, 0, length);
            assertThatThrownBy(() -> decoding.decode(cut)).isInstanceOf(ProtocolException.class);
        }
    }
}
