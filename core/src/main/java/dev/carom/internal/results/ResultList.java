package dev.carom.internal.results;

import dev.carom.internal.codec.Values;
import java.io.Serializable;
import java.util.AbstractList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** What a map returns: an unmodifiable list. To a stream it is written as one of the JDK's. */
final class ResultList extends AbstractList<@Nullable Object> implements RandomAccess, Serializable {
    private static final long serialVersionUID = 1;

    private final transient Values values;

    ResultList(Values values) {
        this.values = values;
    }

    @Override
    public @Nullable Object get(int index) {
        return values.get(Objects.checkIndex(index, values.size()));
    }

    @Override
    public int size() {
        return values.size();
    }

    private Object writeReplace() {
        return Collections.unmodifiableList(Arrays.asList(toArray()));
    }
}
