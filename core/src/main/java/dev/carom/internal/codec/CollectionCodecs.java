package dev.carom.internal.codec;

import dev.carom.Args;
import dev.carom.internal.codec.ValueCodec.Identity;
import dev.carom.internal.codec.ValueCodec.Reading;
import dev.carom.internal.codec.ValueCodec.Writing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Collections of exactly these classes. {@code LinkedHashMap} and the sorted ones are left to Java serialization: their
 * access order and comparator would be lost.
 */
final class CollectionCodecs {
    private CollectionCodecs() {}

    static void register() {
        register(ArrayList.class, Tags.ARRAY_LIST, Identity.SHARED);
        register(LinkedList.class, Tags.LINKED_LIST, Identity.SHARED);
        register(HashSet.class, Tags.HASH_SET, Identity.SHARED);
        register(LinkedHashSet.class, Tags.LINKED_HASH_SET, Identity.SHARED);
        register(HashMap.class, Tags.HASH_MAP, Identity.SHARED);
        for (List<?> list : List.of(List.of(), List.of(1), List.of(1, 2, 3))) {
            register(list.getClass(), Tags.LIST_OF, Identity.BUILT_LAST);
        }
        for (Set<?> set : List.of(Set.of(), Set.of(1), Set.of(1, 2, 3))) {
            register(set.getClass(), Tags.SET_OF, Identity.BUILT_LAST);
        }
        for (Map<?, ?> map : List.of(Map.of(), Map.of(1, 1), Map.of(1, 1, 2, 2))) {
            register(map.getClass(), Tags.MAP_OF, Identity.BUILT_LAST);
        }
        register(Args.Two.class, Tags.ARGS_TWO, Identity.BUILT_LAST);
        register(Args.Three.class, Tags.ARGS_THREE, Identity.BUILT_LAST);
        register(Args.Four.class, Tags.ARGS_FOUR, Identity.BUILT_LAST);
    }

    private static void register(Class<?> type, int tag, Identity identity) {
        OfTag codec = new OfTag(tag);
        ValueCodec.writing(type, identity, codec);
        ValueCodec.reading(tag, codec);
    }

    /** One class for all, as in {@link ArrayCodecs}. */
    private record OfTag(int tag) implements Writing, Reading {

        @Override
        public boolean write(ValueWriter w, Object v) throws Exception {
            w.out.u8(tag);
            if (v instanceof Collection<?> collection) {
                return Elements.write(w, collection.toArray());
            }
            if (v instanceof Map<?, ?> map) {
                return writeMap(w, map);
            }
            if (v instanceof Args.Two<?, ?> args) {
                return w.write(args.a()) && w.write(args.b());
            }
            if (v instanceof Args.Three<?, ?, ?> args) {
                return w.write(args.a()) && w.write(args.b()) && w.write(args.c());
            }
            Args.Four<?, ?, ?, ?> args = (Args.Four<?, ?, ?, ?>) v;
            return w.write(args.a()) && w.write(args.b()) && w.write(args.c()) && w.write(args.d());
        }

        @Override
        public Object read(ValueReader r) throws IOException, ClassNotFoundException {
            return switch (tag) {
                case Tags.ARRAY_LIST -> readArrayList(r);
                case Tags.LINKED_LIST -> fill(r, new LinkedList<>());
                case Tags.HASH_SET -> fill(r, new HashSet<>());
                case Tags.LINKED_HASH_SET -> fill(r, new LinkedHashSet<>());
                case Tags.HASH_MAP -> readHashMap(r);
                default -> {
                    int number = r.reserve();
                    Object value = readLate(tag, r);
                    r.resolve(number, value);
                    yield value;
                }
            };
        }
    }

    /** What can be built only once its parts are there. */
    private static Object readLate(int tag, ValueReader in) throws IOException, ClassNotFoundException {
        return switch (tag) {
            case Tags.LIST_OF -> readList(in);
            case Tags.SET_OF -> Set.of(elements(in));
            case Tags.MAP_OF -> readMapOf(in);
            case Tags.ARGS_TWO -> Args.of(in.read(), in.read());
            case Tags.ARGS_THREE -> Args.of(in.read(), in.read(), in.read());
            default -> Args.of(in.read(), in.read(), in.read(), in.read());
        };
    }

    private static @Nullable Object[] elements(ValueReader in) throws IOException, ClassNotFoundException {
        @Nullable Object[] values = new Object[in.count()];
        Elements.read(in, values);
        return values;
    }

    private static List<?> readArrayList(ValueReader r) throws IOException, ClassNotFoundException {
        @Nullable Object[] values = new Object[r.count()];
        ArrayList<@Nullable Object> list = r.meet(new ArrayList<>(values.length));
        Elements.read(r, values);
        Collections.addAll(list, values);
        return list;
    }

    private static Map<?, ?> readHashMap(ValueReader r) throws IOException, ClassNotFoundException {
        int count = r.count();
        Map<@Nullable Object, @Nullable Object> map = r.meet(new HashMap<>());
        for (int i = 0; i < count; i++) {
            Object key = r.read();
            map.put(key, r.read());
        }
        return map;
    }

    private static boolean writeMap(ValueWriter w, Map<?, ?> map) throws Exception {
        int left = map.size();
        w.out.varint(left);
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            left--;
            if (!w.write(entry.getKey()) || !w.write(entry.getValue())) {
                return false;
            }
        }
        if (left != 0) {
            throw new ConcurrentModificationException("a map changed while it was encoded");
        }
        return true;
    }

    private static Object fill(ValueReader r, Collection<@Nullable Object> collection)
            throws IOException, ClassNotFoundException {
        @Nullable Object[] values = new Object[r.count()];
        r.meet(collection);
        Elements.read(r, values);
        collection.addAll(Arrays.asList(values));
        return collection;
    }

    private static List<?> readList(ValueReader in) throws IOException, ClassNotFoundException {
        @Nullable Object[] values = elements(in);
        for (Object value : values) {
            if (value == null) {
                return Stream.of(values).toList();
            }
        }
        return List.of(values);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    private static Map<?, ?> readMapOf(ValueReader in) throws IOException, ClassNotFoundException {
        Map.Entry<Object, Object>[] entries = new Map.Entry[in.count()];
        for (int i = 0; i < entries.length; i++) {
            entries[i] = Map.entry(in.read(), in.read());
        }
        return Map.ofEntries(entries);
    }
}
