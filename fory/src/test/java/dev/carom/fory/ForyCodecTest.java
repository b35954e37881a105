package dev.carom.fory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.codec.Codec;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What the codec takes, keeps and declines, without a pool. */
class ForyCodecTest {
    record Point(int x, double y, String name, Object more) implements Serializable {}

    static final class Node implements Serializable {
        private static final long serialVersionUID = 1L;
        int value;
        Object left;
        Object right;
    }

    record Unknown(int x) implements Serializable {}

    private final Codec codec = ForyCodec.of(Point.class, Node.class);

    private byte[] encoded(Object value) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(codec.takes(value.getClass())).isTrue();
        assertThat(codec.encode(value, out)).isTrue();
        return out.toByteArray();
    }

    private Object decoded(byte[] bytes) throws Exception {
        return codec.decode(ByteBuffer.wrap(bytes), getClass().getClassLoader());
    }

    @Test
    void sharedObjectsAndCycles_stay() throws Exception {
        Node node = new Node();
        node.left = node;
        node.right = new ArrayList<>(List.of(node, new Point(1, 0.5, "one", node)));
        Node got = (Node) decoded(encoded(node));
        assertThat(got.left).isSameAs(got);
        List<?> list = (List<?>) got.right;
        assertThat(list.get(0)).isSameAs(got);
        assertThat(((Point) list.get(1)).more()).isSameAs(got);
    }

    /** What tells two graphs apart: values, types, and which objects are the same. */
    private static String drawn(Object value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return Arrays.toString(bytes.toByteArray());
    }

    @Test
    void randomGraphs_comeBackAsByJavaSerialization() throws Exception {
        for (int seed = 0; seed < 500; seed++) {
            Node root = new RandomGraph(seed).node();
            ByteArrayOutputStream java = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(java)) {
                out.writeObject(root);
            }
            Object byJava;
            try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(java.toByteArray()))) {
                byJava = in.readObject();
            }
            assertThat(drawn(decoded(encoded(root)))).as("seed %s", seed).isEqualTo(drawn(byJava));
        }
    }

    private static final class RandomGraph {
        private final Random random;
        private final List<Object> made = new ArrayList<>();

        RandomGraph(long seed) {
            random = new Random(seed);
        }

        Node node() {
            Node node = new Node();
            made.add(node);
            node.value = random.nextInt();
            node.left = value();
            node.right = value();
            return node;
        }

        private Object value() {
            if (made.size() > 60) {
                return null;
            }
            return switch (random.nextInt(9)) {
                case 0, 1 -> node();
                case 2 -> new Point(random.nextInt(), random.nextDouble(), "p" + random.nextInt(9), value());
                case 3, 4 -> made.get(random.nextInt(made.size()));
                case 5 -> list();
                case 6 -> random.nextLong();
                case 7 -> new Object[] {value(), random.nextInt(3)};
                default -> null;
            };
        }

        private Object list() {
            List<Object> list = new ArrayList<>();
            made.add(list);
            int size = random.nextInt(4);
            for (int i = 0; i < size; i++) {
                list.add(value());
            }
            return list;
        }
    }

    @Test
    void classThatWasNotGiven_isDeclined_whereverItIs() throws Exception {
        Node holding = new Node();
        holding.left = new Unknown(1);
        Runnable lambda = (Runnable & Serializable) () -> {};
        assertThat(codec.takes(Unknown.class)).isFalse();
        assertThat(codec.takes(Unknown[].class)).isFalse();
        for (Object value : List.of(holding, new ArrayList<>(List.of(new Unknown(1))), new Object[] {new Node(), lambda})) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertThat(codec.encode(value, out)).isFalse();
            assertThat(out.size()).isZero();
        }
        assertThat(decoded(encoded(new Point[] {new Point(1, 2, "a", null)}))).isInstanceOf(Point[].class);
    }

    @Test
    void classThatWasNotGiven_isNotMadeFromHostileBytes() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ForyCodec.of(Point.class, Node.class, Unknown.class).encode(new Unknown(1), out)).isTrue();
        assertThatThrownBy(() -> decoded(out.toByteArray())).isInstanceOf(RuntimeException.class);
    }

    @Test
    void damagedBytes_endInAnException_orAValue_withoutMuchMemory() throws Exception {
        Node node = new Node();
        node.left = new ArrayList<>(Arrays.asList(new Node(), "text", new HashMap<>(Map.of("a", new Node())), new byte[50]));
        node.right = new Object[] {new int[20], new Point(1, 2, "three", null)};
        byte[] good = encoded(node);
        Random random = new Random(11);
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = good.clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? random.nextInt(256) : 255);
            }
            long before = threads.getCurrentThreadAllocatedBytes();
            try {
                decoded(bytes);
            } catch (RuntimeException refused) {
                assertThat(refused.toString()).isNotEmpty();
            }
            assertThat(threads.getCurrentThreadAllocatedBytes() - before).as("try %s", i).isLessThan(64 << 20);
        }
        assertThat(decoded(good)).isInstanceOf(Node.class);
    }

    @Test
    void allowList_mustHaveAllClasses() {
        assertThat(codec.restrictedTo(type -> true)).isSameAs(codec);
        assertThatThrownBy(() -> codec.restrictedTo(type -> type == Node.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not allow " + Point.class.getName());
    }

    @Test
    void classesThatHaveNoValues_andTwoOfOne_areRefused() {
        for (Class<?> wrong : List.of(Runnable.class, int.class, Point[].class)) {
            assertThatThrownBy(() -> ForyCodec.of(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> ForyCodec.of(Point.class, Point.class)).hasMessageContaining("given twice");
    }
}
