package dev.carom.internal.codec;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Random;

/** Random arrays and collections of boxed values of one class. */
final class Runs {
    private static final List<Class<?>> CLASSES = List.of(Integer.class, Long.class, Double.class, Float.class, Short.class,
            Character.class, Byte.class, Boolean.class);

    private Runs() {}

    /** Some with a null among them, some with a value of another class. */
    static Object any(Random random) {
        Class<?> type = CLASSES.get(random.nextInt(CLASSES.size()));
        int bits = 1 + random.nextInt(64);
        Object[] values = new Object[random.nextInt(random.nextInt(10) == 0 ? 2000 : 20)];
        Arrays.setAll(values, i -> value(type, random.nextLong() >> 64 - bits));
        if (values.length > 0 && random.nextInt(4) == 0) {
            values[random.nextInt(values.length)] = null;
        }
        int kind = random.nextInt(7);
        if (kind > 0 && values.length > 0 && random.nextInt(4) == 0) {
            values[random.nextInt(values.length)] = value(CLASSES.get(random.nextInt(CLASSES.size())), random.nextLong());
        }
        return switch (kind) {
            case 0 -> Arrays.copyOf(values, values.length, arrayOf(type));
            case 1 -> values;
            case 2 -> new ArrayList<>(Arrays.asList(values));
            case 3 -> new LinkedList<>(Arrays.asList(values));
            case 4 -> new HashSet<>(Arrays.asList(values));
            case 5 -> Arrays.asList(values).contains(null) ? Arrays.stream(values).toList() : List.of(values);
            default -> new ArrayList<>(Collections.nCopies(3, values.length == 0 ? 1 : values[0]));
        };
    }

    static Object value(Class<?> type, long bits) {
        return type == Integer.class ? (Object) (int) bits
                : type == Long.class ? (Object) bits
                : type == Double.class ? (Object) Double.longBitsToDouble(bits)
                : type == Float.class ? (Object) Float.intBitsToFloat((int) bits)
                : type == Short.class ? (Object) (short) bits
                : type == Character.class ? (Object) (char) bits
                : type == Byte.class ? (Object) (byte) bits
                : (Object) (bits % 2 == 0);
    }

    @SuppressWarnings("unchecked") // the array of a class of objects is one of objects
    private static Class<? extends Object[]> arrayOf(Class<?> type) {
        return (Class<? extends Object[]>) Array.newInstance(type, 0).getClass();
    }
}
