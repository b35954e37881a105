package dev.carom.internal.codec;

import dev.carom.internal.wire.ByteWriter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.error.ResultDecodingException;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectStreamClass;
import java.io.ObjectStreamConstants;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.Vector;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class HostileResultTest {
    private final ResultDecoder open = new ResultDecoder(null, List.of());
    private final ResultDecoder strict = new ResultDecoder(null, List.of("com.acme.**"));

    enum Mine { A }

    private record Own(String text) implements Serializable {}

    private static final class ExitsWhenRead implements Serializable {
        private static final long serialVersionUID = 1L;
        private static boolean read;

        private Object readResolve() {
            read = true;
            throw new IllegalStateException("readResolve");
        }
    }

    @Test
    @Tag("B026")
    void exceptionObject_isAValue() {
        assertThat(Wires.toParent(new IllegalStateException("value")))
                .isExactlyInstanceOf(IllegalStateException.class);
    }

    @Test
    void resultThatThrowsWhenRead_harmsTheWorkerOnly() {
        ResultEncoder.Outcome outcome = new ResultEncoder(Wires.LIMIT).encode(new ArrayList<>(List.of(new ExitsWhenRead())));
        assertThat(outcome).isInstanceOfSatisfying(ResultEncoder.Unencodable.class, u -> assertThat(u.reason())
                .contains("cannot be decoded once it is encoded").contains("readResolve"));
        assertThat(ExitsWhenRead.read).isTrue();
    }

    @Test
    void listThatIsLargerThanItsBytes_isRefusedWithWhatToReturn() {
        assertThatThrownBy(() -> Wires.toParent(Collections.nCopies(1_000_000, "x")))
                .isInstanceOf(ResultDecodingException.class)
                .hasMessageContaining("Collections.nCopies")
                .hasMessageContaining("new ArrayList<>(...)");
    }

    @Test
    void arrayThatClaimsMoreThanThereIs_isRefusedBeforeItIsAllocated() throws IOException {
        for (String type : List.of("[B", "[J", "[Ljava.lang.Object;")) {
            assertRejected(javaArray(type, Integer.MAX_VALUE - 8));
            assertRejected(javaArray(type, 1_000_000));
        }
    }

    @Test
    void nestedClaims_areCountedTogether() {
        ByteWriter out = new ByteWriter(64);
        for (int i = 0; i < 400; i++) {
            out.u8(Tags.OBJECTS);
            out.varint(500);
            out.u8(0);
        }
        assertThatThrownBy(() -> open.decode(ByteBuffer.wrap(out.toByteArray())))
                .isInstanceOf(ResultDecodingException.class).hasMessageContaining("more than its bytes can hold");
    }

    @Test
    void tagsThatClaimMoreThanThereIs_areRefused() {
        for (int tag : new int[] {Tags.LATIN1, Tags.UTF16, Tags.BYTES, Tags.LONGS, Tags.OBJECTS, Tags.STRINGS,
            Tags.ARRAY_LIST, Tags.LINKED_LIST, Tags.HASH_MAP, Tags.HASH_SET, Tags.LIST_OF, Tags.SET_OF, Tags.MAP_OF,
            Tags.BIG_INTEGER, Tags.BOXED_INTS, Tags.BOXED_BOOLEANS, Tags.CHUNK_RESULT}) {
            for (int claim : new int[] {Integer.MAX_VALUE, -1, 1000}) {
                ByteWriter out = new ByteWriter(16);
                out.u8(tag);
                out.varint(claim);
                assertRejected(out.toByteArray());
            }
        }
    }

    @Test
    void whatOnlyAParentSends_isRefused() {
        for (int tag : new int[] {Tags.LAMBDA, Tags.LAMBDA_JAVA, Tags.CHUNK, 255, Tags.BACK, 60}) {
            assertRejected(new byte[] {(byte) tag, 0, 0, 0, 0});
        }
        assertRejected(new byte[0]);
    }

    @Test
    void nestingWithoutEnd_isRefused() {
        byte[] nested = new byte[100_000];
        Arrays.fill(nested, (byte) Tags.OPTIONAL);
        assertThatThrownBy(() -> open.decode(ByteBuffer.wrap(nested))).hasMessageContaining("deep");
    }

    @Test
    void leftOverBytes_areRefused() {
        assertRejected(new byte[] {Tags.TRUE, Tags.TRUE});
    }

    @Test
    void changedAndCutBytes_areRefusedOrReadAsSomethingElse_butNothingElseIsThrown() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Map<String, Object> value = new HashMap<>(Map.of("list", new ArrayList<>(List.of(1, "b", 2.0)),
                "day", DayOfWeek.FRIDAY, "array", new long[] {1, 2}, "map", Map.of("k", List.of())));
        Map<String, Object> java = new HashMap<>(value);
        java.put("own", new Own("x"));
        for (Object each : List.of(value, java)) {
            byte[] good = Wires.encoded(each);
            for (int i = 0; i < 5000; i++) {
                byte[] bad = Arrays.copyOf(good, 1 + random.nextInt(good.length));
                bad[random.nextInt(bad.length)] = (byte) random.nextInt();
                try {
                    open.decode(ByteBuffer.wrap(bad));
                } catch (ResultDecodingException refused) {
                    assertThat(refused).as("seed %d", seed).hasCauseInstanceOf(Throwable.class);
                } catch (Throwable other) {
                    throw new AssertionError("seed " + seed, other);
                }
            }
        }
    }

    @Test
    void keyWithoutAValue_isRefused_thoughTheJdkTakesItForAnErrorOfTheJvm() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(Tags.JAVA);
        JavaStream.write(bytes, Map.of(1, 2, 3, 4), null);
        byte[] four = {ObjectStreamConstants.TC_BLOCKDATA, 4, 0, 0, 0, 4};
        byte[] three = {ObjectStreamConstants.TC_BLOCKDATA, 4, 0, 0, 0, 3};
        String odd = latin(bytes.toByteArray()).replace(latin(four), latin(three));
        assertThat(odd).isNotEqualTo(latin(bytes.toByteArray()));

        assertThatThrownBy(() -> open.decode(ByteBuffer.wrap(odd.getBytes(StandardCharsets.ISO_8859_1))))
                .isInstanceOf(ResultDecodingException.class)
                .hasCauseInstanceOf(InternalError.class);
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    void allowList_letsTheNamedAndTheJdksValuesThrough_only() {
        assertThat(strict.decode(ByteBuffer.wrap(Wires.encoded(new int[][] {{1}})))).isEqualTo(new int[][] {{1}});
        assertThat(strict.decode(ByteBuffer.wrap(Wires.encoded(DayOfWeek.MONDAY)))).isEqualTo(DayOfWeek.MONDAY);
        ResultDecoder jdkOnly = new ResultDecoder(null, List.of("!dev.carom.internal.codec.*", "com.acme.**"));
        for (Object refused : List.of(new Own("x"), new ArrayList<>(List.of(new Own("x"))), Mine.A, new Own[0])) {
            assertThatThrownBy(() -> jdkOnly.decode(ByteBuffer.wrap(Wires.encoded(refused))))
                    .isInstanceOf(ResultDecodingException.class);
            assertThat(open.decode(ByteBuffer.wrap(Wires.encoded(refused)))).isEqualTo(refused);
        }
        ResultDecoder named = new ResultDecoder(null, List.of(Own.class.getName()));
        assertThat(named.decode(ByteBuffer.wrap(Wires.encoded(new Own("x"))))).isEqualTo(new Own("x"));
    }

    @Test
    void collectionsOfTheJdk_passTheBoundsWhateverTheirSize() {
        for (int size : new int[] {0, 1, 10, 5000}) {
            Map<Object, Object> identity = new IdentityHashMap<>();
            Map<Object, Object> loose = new HashMap<>(16, .25f);
            Set<Object> set = new TreeSet<>();
            PriorityQueue<Integer> queue = new PriorityQueue<>();
            for (int i = 0; i < size; i++) {
                identity.put("k" + i, (byte) 1);
                loose.put((short) i, null);
                set.add(i);
                queue.add(i);
            }
            List<Object> all = new ArrayList<>(List.of(identity.keySet().toArray(), loose, set,
                    new ArrayDeque<>(queue), new Vector<>(queue), new Hashtable<>(loose.size() + 1),
                    new ConcurrentHashMap<>(), new Own("forces Java serialization")));
            List<?> got = (List<?>) Wires.toParent(all);
            assertThat(got.get(1)).isEqualTo(loose);
            assertThat((Object) got.get(2)).isEqualTo(set);
            assertThat((Map<?, ?>) Wires.toParent(identity)).hasSize(size);
            assertThat((PriorityQueue<?>) Wires.toParent(queue)).hasSize(size);
        }
    }

    private void assertRejected(byte[] payload) {
        assertThatThrownBy(() -> open.decode(ByteBuffer.wrap(payload))).isInstanceOf(ResultDecodingException.class);
    }

    private static byte[] javaArray(String type, int claimed) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(Tags.JAVA);
        out.writeShort(ObjectStreamConstants.STREAM_MAGIC);
        out.writeShort(ObjectStreamConstants.STREAM_VERSION);
        out.writeByte(ObjectStreamConstants.TC_ARRAY);
        out.writeByte(ObjectStreamConstants.TC_CLASSDESC);
        out.writeUTF(type);
        out.writeLong(ObjectStreamClass.lookupAny(type.equals("[B") ? byte[].class
                : type.equals("[J") ? long[].class : Object[].class).getSerialVersionUID());
        out.writeByte(ObjectStreamConstants.SC_SERIALIZABLE);
        out.writeShort(0);
        out.writeByte(ObjectStreamConstants.TC_ENDBLOCKDATA);
        out.writeByte(ObjectStreamConstants.TC_NULL);
        out.writeInt(claimed);
        return bytes.toByteArray();
    }
}
