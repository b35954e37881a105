package dev.carom.internal.wire;

import dev.carom.Args;
import dev.carom.internal.wire.ValueCodec.Identity;
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
        mutable();
        immutable();
        args();
    }

    private static void mutable() {
        collection(ArrayList.class, Tags.ARRAY_LIST);
        ValueCodec.reading(Tags.ARRAY_LIST, r -> {
            @Nullable Object[] values = new Object[r.count()];
            ArrayList<@Nullable Object> list = r.meet(new ArrayList<>(values.length));
            Elements.read(r, values);
            Collections.addAll(list, values);
            return list;
        });
        collection(LinkedList.class, Tags.LINKED_LIST);
        ValueCodec.reading(Tags.LINKED_LIST, r -> fill(r, new LinkedList<>()));
        collection(HashSet.class, Tags.HASH_SET);
        ValueCodec.reading(Tags.HASH_SET, r -> fill(r, new HashSet<>()));
        collection(LinkedHashSet.class, Tags.LINKED_HASH_SET);
        ValueCodec.reading(Tags.LINKED_HASH_SET, r -> fill(r, new LinkedHashSet<>()));
        ValueCodec.writing(HashMap.class, Identity.SHARED, (w, v) -> writeMap(w, Tags.HASH_MAP, (Map<?, ?>) v));
        ValueCodec.reading(Tags.HASH_MAP, r -> {
            int count = r.count();
            Map<@Nullable Object, @Nullable Object> map = r.meet(new HashMap<>());
            for (int i = 0; i < count; i++) {
                Object key = r.read();
                map.put(key, r.read());
            }
            return map;
        });
    }

    private static void immutable() {
        for (List<?> list : List.of(List.of(), List.of(1), List.of(1, 2, 3))) {
            ValueCodec.writing(list.getClass(), Identity.BUILT_LAST,
                    (w, v) -> writeCollection(w, Tags.LIST_OF, (Collection<?>) v));
        }
        ValueCodec.reading(Tags.LIST_OF, r -> late(r, CollectionCodecs::readList));
        for (Set<?> set : List.of(Set.of(), Set.of(1), Set.of(1, 2, 3))) {
            ValueCodec.writing(set.getClass(), Identity.BUILT_LAST,
                    (w, v) -> writeCollection(w, Tags.SET_OF, (Collection<?>) v));
        }
        ValueCodec.reading(Tags.SET_OF, r -> late(r, in -> {
            @Nullable Object[] values = new Object[in.count()];
            Elements.read(in, values);
            return Set.of(values);
        }));
        for (Map<?, ?> map : List.of(Map.of(), Map.of(1, 1), Map.of(1, 1, 2, 2))) {
            ValueCodec.writing(map.getClass(), Identity.BUILT_LAST,
                    (w, v) -> writeMap(w, Tags.MAP_OF, (Map<?, ?>) v));
        }
        ValueCodec.reading(Tags.MAP_OF, r -> late(r, CollectionCodecs::readMapOf));
    }

    private static void args() {
        ValueCodec.writing(Args.Two.class, Identity.BUILT_LAST, (w, v) -> {
            Args.Two<?, ?> args = (Args.Two<?, ?>) v;
            w.out.u8(Tags.ARGS_TWO);
            return w.write(args.a()) && w.write(args.b());
        });
        ValueCodec.reading(Tags.ARGS_TWO, r -> late(r, in -> Args.of(in.read(), in.read())));
        ValueCodec.writing(Args.Three.class, Identity.BUILT_LAST, (w, v) -> {
            Args.Three<?, ?, ?> args = (Args.Three<?, ?, ?>) v;
            w.out.u8(Tags.ARGS_THREE);
            return w.write(args.a()) && w.write(args.b()) && w.write(args.c());
        });
        ValueCodec.reading(Tags.ARGS_THREE, r -> late(r, in -> Args.of(in.read(), in.read(), in.read())));
        ValueCodec.writing(Args.Four.class, Identity.BUILT_LAST, (w, v) -> {
            Args.Four<?, ?, ?, ?> args = (Args.Four<?, ?, ?, ?>) v;
            w.out.u8(Tags.ARGS_FOUR);
            return w.write(args.a()) && w.write(args.b()) && w.write(args.c()) && w.write(args.d());
        });
        ValueCodec.reading(Tags.ARGS_FOUR, r -> late(r, in -> Args.of(in.read(), in.read(), in.read(), in.read())));
    }

    private static void collection(Class<?> type, int tag) {
        ValueCodec.writing(type, Identity.SHARED, (w, v) -> writeCollection(w, tag, (Collection<?>) v));
    }

    private static boolean writeCollection(ValueWriter w, int tag, Collection<?> values) throws Exception {
        w.out.u8(tag);
        return Elements.write(w, values.toArray());
    }

    private static boolean writeMap(ValueWriter w, int tag, Map<?, ?> map) throws Exception {
        w.out.u8(tag);
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

    private static Object late(ValueReader r, ValueCodec.Reading reading) throws IOException, ClassNotFoundException {
        int number = r.reserve();
        Object value = reading.read(r);
        r.resolve(number, value);
        return value;
    }

    private static List<?> readList(ValueReader in) throws IOException, ClassNotFoundException {
        @Nullable Object[] values = new Object[in.count()];
        Elements.read(in, values);
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
