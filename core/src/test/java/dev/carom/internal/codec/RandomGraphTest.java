package dev.carom.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;

/** What the codec makes of a random graph has the same shape as what Java serialization makes of it. */
class RandomGraphTest {
    private record Node(Object a, Object b) implements Serializable {}

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final List<Object> made = new ArrayList<>();

    @RepeatedTest(200)
    void randomGraph_hasTheShapeThatJavaSerializationGivesIt() throws Exception {
        boolean withRecords = random.nextInt(3) == 0;
        Object graph = make(4, withRecords);
        String expected = shape(throughJava(graph));
        assertThat(shape(Wires.toParent(graph))).as("seed %d", seed).isEqualTo(expected);
        assertThat(shape(Wires.toWorker(new Object[] {graph})))
                .as("seed %d", seed).isEqualTo(shape(throughJava(new Object[] {graph})));
    }

    private Object make(int depth, boolean withRecords) {
        if (!made.isEmpty() && random.nextInt(5) == 0) {
            return made.get(random.nextInt(made.size()));
        }
        int kind = depth == 0 ? random.nextInt(7) : random.nextInt(withRecords ? 14 : 13);
        return switch (kind) {
            case 0 -> random.nextInt() >> random.nextInt(32);
            case 1 -> random.nextLong() >> random.nextInt(64);
            case 2 -> random.nextGaussian();
            case 3 -> keep(new String(new char[] {(char) random.nextInt(300), (char) random.nextInt(0xffff)}));
            case 4 -> Duration.ofNanos(random.nextLong());
            case 5 -> keep(new int[] {random.nextInt(), 2});
            case 6 -> keep(Runs.any(random));
            case 7 -> fill(keep(new ArrayList<>()), depth, withRecords);
            case 8 -> fill(keep(new LinkedList<>()), depth, withRecords);
            case 9 -> {
                Object[] array = keep(new Object[random.nextInt(4)]);
                for (int i = 0; i < array.length; i++) {
                    array[i] = make(depth - 1, withRecords);
                }
                yield array;
            }
            case 10 -> {
                Map<Object, Object> map = keep(new HashMap<>());
                for (int i = random.nextInt(4); i > 0; i--) {
                    map.put(random.nextBoolean() ? "k" + i : (Object) i, make(depth - 1, withRecords));
                }
                yield map;
            }
            case 11 -> fill(keep(new ArrayList<>()), depth, withRecords);
            case 12 -> random.nextBoolean()
                    ? List.of(make(depth - 1, withRecords), "x")
                    : new HashSet<Object>(List.of(1, "y", 2L));
            default -> new Node(make(depth - 1, withRecords), make(depth - 1, withRecords));
        };
    }

    private <T> T keep(T object) {
        made.add(object);
        return object;
    }

    private Object fill(Collection<Object> collection, int depth, boolean withRecords) {
        for (int i = random.nextInt(5); i > 0; i--) {
            collection.add(make(depth - 1, withRecords));
        }
        return collection;
    }

    private static Object throughJava(Object graph) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        JavaStream.write(bytes, graph, null);
        return JavaStream.read(bytes.toByteArray(), 0, bytes.size(), RandomGraphTest.class.getClassLoader(), null);
    }

    private static String shape(Object graph) {
        StringBuilder text = new StringBuilder();
        describe(graph, new IdentityHashMap<>(), text);
        return text.toString();
    }

    /** Says of each part what it is, or which earlier one it is. */
    private static void describe(Object object, Map<Object, Integer> met, StringBuilder text) {
        if (object == null) {
            text.append("null");
            return;
        }
        boolean plain = object instanceof Number || object instanceof Boolean || object instanceof Character
                || object instanceof Duration;
        Integer earlier = plain ? null : met.putIfAbsent(object, met.size());
        if (earlier != null) {
            text.append('#').append(earlier);
            return;
        }
        text.append(object.getClass().getSimpleName()).append('(');
        if (object instanceof Collection<?> collection && !(object instanceof HashSet)) {
            collection.forEach(each -> describe(each, met, text));
        } else if (object instanceof HashSet<?> set) {
            text.append(set.stream().map(String::valueOf).sorted().toList());
        } else if (object instanceof Object[] array) {
            for (Object each : array) {
                describe(each, met, text);
            }
        } else if (object instanceof Map<?, ?> map) {
            map.keySet().stream().sorted((a, b) -> a.toString().compareTo(b.toString())).forEach(key -> {
                text.append(key).append('=');
                describe(map.get(key), met, text);
            });
        } else if (object instanceof Node node) {
            describe(node.a(), met, text);
            describe(node.b(), met, text);
        } else if (object instanceof int[] ints) {
            text.append(ints[0]).append(',').append(ints[1]);
        } else {
            text.append(object);
        }
        text.append(')');
    }
}
