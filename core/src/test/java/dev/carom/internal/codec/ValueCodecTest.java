package dev.carom.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.Args;
import dev.carom.error.ResultDecodingException;
import dev.carom.error.TaskEncodingException;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ValueCodecTest {

    static Stream<Arguments> tagged() {
        return Stream.of(
                Stream.<Object>of(true, false, (byte) -128, (byte) 127, Short.MIN_VALUE, Short.MAX_VALUE, 'x', '\uffff',
                        '\0', 0, -1, 63, 64, Integer.MIN_VALUE, Integer.MAX_VALUE, 0L, -1L, Long.MIN_VALUE,
                        Long.MAX_VALUE, 1.5f, Float.NaN, -0.0f, Double.MIN_VALUE, Double.NaN, -0.0),
                Stream.<Object>of("", "plain", "caf\u00e9 \u00ff", "\u0100", "\u4e2d\u6587 \ud83d\ude00",
                        "half \ud83d", "\0", "x".repeat(70_000), "\u4e2d".repeat(70_000)),
                Stream.<Object>of(Duration.ofNanos(-1), Duration.ofSeconds(Long.MAX_VALUE, 999_999_999), Instant.MIN,
                        Instant.MAX, Instant.EPOCH, new UUID(-1, 1), BigInteger.ZERO,
                        BigInteger.TWO.pow(1000).negate(), new BigDecimal("-1.230"), new BigDecimal("1E+1000"),
                        DayOfWeek.MONDAY, Thread.State.BLOCKED, Body.WITH, Optional.empty(), Optional.of("x")),
                Stream.<Object>of(new byte[] {1, -1}, new byte[100_000], new boolean[] {true, false},
                        new short[] {-1, 5}, new char[] {'a', '\uffff'}, new int[] {1, -1, Integer.MIN_VALUE},
                        new long[] {1, Long.MIN_VALUE}, new float[] {1f, Float.NaN}, new double[] {-0.0, 1},
                        new int[0], new int[100_000], new Object[] {1, "a", null}, new Object[0], new String[] {"a", null, "a"},
                        new Object[] {1, 2, 3}, new Object[] {1L, -2L}, new Object[] {1.0, Double.NaN},
                        new Object[] {1, null}, new Object[] {1, 2L}),
                Stream.<Object>of(new ArrayList<>(), new ArrayList<>(List.of(1, 2, 3)),
                        new ArrayList<>(Arrays.asList(1, null)), new ArrayList<>(List.of(1L, 2L)),
                        new ArrayList<>(List.of(.5, 1.)), new LinkedList<>(List.of("a", 1)),
                        new HashSet<>(Arrays.asList("a", null)), new LinkedHashSet<>(List.of(3, 1, 2)),
                        new HashMap<>(Map.of("a", 1, 2, List.of())), List.of(), List.of(1), List.of("a", "b"),
                        List.of(1, 2, 3, 4), Arrays.asList(1, null, "x").stream().toList(), Set.of(), Set.of(1),
                        Set.of(1, 2, 3), Map.of(), Map.of("k", "v"), Map.of(1, 2, 3, 4)),
                Stream.<Object>of(Args.of(1, "a"), Args.of(1, null, 2), Args.of(1, 2, 3, List.of("deep"))))
                .flatMap(group -> group).map(ValueCodecTest::one);
    }

    /** A constant with a class of its own. */
    enum Body {
        WITH {
            @Override
            int one() {
                return 1;
            }
        };

        abstract int one();
    }

    record Point(int x, List<String> names) implements Serializable {}

    /** An array as one argument rather than as many. */
    private static Arguments one(Object value) {
        return Arguments.of(new Object[] {value});
    }

    static Stream<Arguments> untagged() {
        Map<String, Integer> accessOrder = new LinkedHashMap<>(16, .75f, true);
        accessOrder.put("a", 1);
        return Stream.<Object>of(new Point(1, List.of("a")), new ArrayList<>(List.of(new Point(2, List.of()))), accessOrder,
                new TreeMap<>(Map.of("b", 1, "a", 2)), new Number[] {1, 2}, new int[][] {{1}, {2, 3}},
                Collections.unmodifiableList(new ArrayList<>(List.of(1))), Arrays.asList("a", "b"),
                new HashMap<>(Map.of("p", new Point(3, List.of("b", "c")))), String.class, int.class, int[].class)
                .map(ValueCodecTest::one);
    }

    @ParameterizedTest
    @MethodSource
    void tagged(Object value) {
        assertThat(Wires.encoded(value)[0]).isNotEqualTo((byte) Tags.JAVA);
        same(Wires.toParent(value), value);
        same(Wires.toWorker(value), value);
    }

    @ParameterizedTest
    @MethodSource
    void untagged(Object value) {
        assertThat(Wires.encoded(value)[0]).isEqualTo((byte) Tags.JAVA);
        same(Wires.toParent(value), value);
        same(Wires.toWorker(value), value);
    }

    private static void same(Object got, Object value) {
        assertThat(got).isEqualTo(value).hasSameClassAs(value);
    }

    @Test
    void null_isAResult() {
        assertThat(Wires.toParent(null)).isNull();
    }

    @Test
    void smallNumbers_takeOneOrTwoBytes() {
        assertThat(Wires.encoded(1)).hasSize(2);
        assertThat(Wires.encoded(new ArrayList<>(IntStream.range(0, 60).boxed().toList()))).hasSize(63);
    }

    @Test
    void accessOrder_ofALinkedHashMap_isKept() {
        Map<String, Integer> map = new LinkedHashMap<>(16, .75f, true);
        map.put("a", 1);
        map.put("b", 2);
        @SuppressWarnings("unchecked")
        Map<String, Integer> got = (Map<String, Integer>) Wires.toParent(map);
        got.get("a");
        assertThat(got.keySet()).containsExactly("b", "a");
    }

    @Test
    void sharedParts_staySharedAndEqualOnesStayApart() {
        List<Object> shared = new ArrayList<>(List.of("x"));
        String text = new String("text");
        int[] numbers = {1};
        Object[] got = (Object[]) Wires.toParent(new Object[] {
            shared, List.of(shared), text, new String("text"), text, numbers, Map.of("k", numbers), Optional.of(shared)
        });
        assertThat(((List<?>) got[1]).get(0)).isSameAs(got[0]);
        assertThat(got[4]).isSameAs(got[2]).isNotSameAs(got[3]);
        assertThat(((Map<?, ?>) got[6]).get("k")).isSameAs(got[5]);
        assertThat(((Optional<?>) got[7]).get()).isSameAs(got[0]);
    }

    @Test
    void cycles_throughMutableContainers_survive() {
        List<Object> list = new ArrayList<>();
        Map<String, Object> map = new HashMap<>();
        Object[] array = {list, Optional.of(map)};
        list.add(map);
        list.add(list);
        map.put("array", array);
        List<?> got = (List<?>) Wires.toParent(list);
        assertThat(got.get(1)).isSameAs(got);
        Map<?, ?> gotMap = (Map<?, ?>) got.get(0);
        Object[] gotArray = (Object[]) gotMap.get("array");
        assertThat(gotArray[0]).isSameAs(got);
        assertThat(((Optional<?>) gotArray[1]).get()).isSameAs(gotMap);
    }

    @Test
    void sharedParts_underOneThatNeedsJavaSerialization_staySharedToo() {
        List<String> names = new ArrayList<>(List.of("n"));
        Object[] got = (Object[]) Wires.toParent(new Object[] {names, new Point(1, names)});
        assertThat(((Point) got[1]).names()).isSameAs(got[0]);
    }

    @Test
    void cycleThroughAnImmutableValue_isRefusedRatherThanRebuiltWrongly() {
        List<Object> inner = new ArrayList<>();
        inner.add(List.of(inner));
        assertThat(((List<?>) ((List<?>) ((List<?>) Wires.toParent(inner)).get(0)).get(0)).get(0)).isInstanceOf(List.class);
        for (Object root : List.of(List.of(inner), Args.of(inner, 1), Map.of("k", inner))) {
            inner.set(0, root);
            assertThatThrownBy(() -> new TaskEncoder(Wires.LIMIT).encode(root))
                    .isInstanceOf(TaskEncodingException.class)
                    .hasMessageContaining(root.getClass().getName() + " contains itself");
        }
    }

    @Test
    void packedIntegers_ofEveryLength_comeBack() {
        List<Object> values = new ArrayList<>();
        for (int shift = 0; shift < 32; shift++) {
            for (int near = -2; near <= 2; near++) {
                values.add((1 << shift) + near);
                values.add(-(1 << shift) + near);
            }
        }
        for (int i = 0; i < 3; i++) {
            values.addAll(new ArrayList<>(values));
        }
        assertThat(values).hasSizeGreaterThan(2000);
        assertThat(Wires.toParent(values)).isEqualTo(values);
    }

    @Test
    void manySharedParts_areFoundAgain() {
        List<Object> all = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            all.add(new ArrayList<>(List.of(i / 2)));
        }
        all.addAll(new ArrayList<>(all));
        List<?> got = (List<?>) Wires.toParent(all);
        for (int i = 0; i < 5000; i++) {
            assertThat(got.get(i + 5000)).isSameAs(got.get(i));
            assertThat(got.get(i)).isEqualTo(List.of(i / 2)).isNotSameAs(got.get(i ^ 1));
        }
    }

    @Test
    void oneEncoder_forgetsWhatItMet() {
        TaskEncoder encoder = new TaskEncoder(Wires.LIMIT);
        List<String> value = new ArrayList<>(List.of("a", "a"));
        byte[] first = encoder.encode(value).bytes();
        assertThat(encoder.encode(value).bytes()).isEqualTo(first);
    }

    @Test
    void nestingBeyondTheTags_isLeftToJavaSerialization() throws Exception {
        assertThat(depth(Wires.toParent(nested(ValueWriter.DEPTH)))).isEqualTo(ValueWriter.DEPTH);
        onDeepStack(() -> {
            Object deeper = nested(ValueWriter.DEPTH + 1);
            assertThat(Wires.encoded(deeper)[0]).isEqualTo((byte) Tags.JAVA);
            assertThat(depth(Wires.toWorker(deeper))).isEqualTo(ValueWriter.DEPTH + 1);
            assertThatThrownBy(() -> Wires.toParent(nested(3000))).isInstanceOf(ResultDecodingException.class)
                    .hasMessageContaining("REJECTED");
        });
    }

    private static Object nested(int depth) {
        List<Object> list = new ArrayList<>();
        for (int i = 1; i < depth; i++) {
            list = new ArrayList<>(Collections.singletonList(list));
        }
        return list;
    }

    private static int depth(Object nested) {
        int depth = 1;
        for (List<?> list = (List<?>) nested; !list.isEmpty(); list = (List<?>) list.get(0)) {
            depth++;
        }
        return depth;
    }

    private static void onDeepStack(Runnable code) throws Exception {
        FutureTask<Void> task = new FutureTask<>(code, null);
        new Thread(null, task, "deep stack", 256 << 20).start();
        task.get(1, TimeUnit.MINUTES);
    }
}
