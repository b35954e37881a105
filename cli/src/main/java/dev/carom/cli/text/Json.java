package dev.carom.cli.text;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Values as JSON: null, strings, finite numbers, booleans, collections, arrays, maps, records and optionals as what they
 * are, everything else as its text.
 */
public final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    /** Below what the writer itself refuses. */
    private static final int DEEPEST = 900;

    private Json() {}

    /** Something that writes JSON. */
    @FunctionalInterface
    public interface Content {
        void write(JsonGenerator out) throws Exception;
    }

    /** The value's JSON. @throws Exception what the value's own methods throw, or if it is nested more than 900 levels deep */
    public static String of(@Nullable Object value) throws Exception {
        return text(out -> write(out, value));
    }

    /** What the content writes, fit to be encoded as UTF-8: half of a surrogate pair is escaped. */
    public static String text(Content content) throws Exception {
        StringWriter text = new StringWriter();
        try (JsonGenerator out = FACTORY.createGenerator(text)) {
            content.write(out);
        }
        return escapeHalfPairs(text.toString());
    }

    private static void write(JsonGenerator out, @Nullable Object value) throws Exception {
        if (out.getOutputContext().getNestingDepth() > DEEPEST) {
            throw new IllegalArgumentException("the result is nested more than " + DEEPEST + " levels deep, or holds itself");
        }
        if (value == null) {
            out.writeNull();
        } else if (value instanceof CharSequence text) {
            out.writeString(text.toString());
        } else if (value instanceof Number number) {
            write(out, number);
        } else if (value instanceof Boolean truth) {
            out.writeBoolean(truth);
        } else if (value instanceof Optional<?> optional) {
            write(out, optional.orElse(null));
        } else if (value instanceof OptionalInt optional) {
            write(out, optional.isPresent() ? Optional.of(optional.getAsInt()) : Optional.empty());
        } else if (value instanceof OptionalLong optional) {
            write(out, optional.isPresent() ? Optional.of(optional.getAsLong()) : Optional.empty());
        } else if (value instanceof OptionalDouble optional) {
            write(out, optional.isPresent() ? Optional.of(optional.getAsDouble()) : Optional.empty());
        } else if (value instanceof Collection<?> elements) {
            out.writeStartArray();
            for (Object element : elements) {
                write(out, element);
            }
            out.writeEndArray();
        } else if (value instanceof Map<?, ?> map) {
            out.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.writeFieldName(String.valueOf(entry.getKey()));
                write(out, entry.getValue());
            }
            out.writeEndObject();
        } else if (value.getClass().isArray()) {
            writeArray(out, value);
        } else if (value instanceof Record theRecord) {
            writeRecord(out, theRecord);
        } else {
            out.writeString(String.valueOf(value));
        }
    }

    private static void write(JsonGenerator out, Number number) throws IOException {
        if (number instanceof Integer || number instanceof Long || number instanceof Short || number instanceof Byte) {
            out.writeNumber(number.longValue());
        } else if (number instanceof BigInteger whole) {
            out.writeNumber(whole);
        } else if (number instanceof BigDecimal decimal) {
            out.writeNumber(decimal);
        } else if (number instanceof Double real && Double.isFinite(real)) {
            out.writeNumber(real);
        } else if (number instanceof Float real && Float.isFinite(real)) {
            out.writeNumber(real);
        } else {
            out.writeString(number.toString());
        }
    }

    private static void writeArray(JsonGenerator out, Object array) throws Exception {
        out.writeStartArray();
        for (int i = 0; i < Array.getLength(array); i++) {
            write(out, Array.get(array, i));
        }
        out.writeEndArray();
    }

    private static void writeRecord(JsonGenerator out, Record theRecord) throws Exception {
        out.writeStartObject();
        for (RecordComponent component : theRecord.getClass().getRecordComponents()) {
            out.writeFieldName(component.getName());
            write(out, component(theRecord, component.getAccessor()));
        }
        out.writeEndObject();
    }

    private static @Nullable Object component(Record theRecord, Method accessor) throws Exception {
        try {
            accessor.setAccessible(true);
            return accessor.invoke(theRecord);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** Within JSON they can only stand in strings, where the escape means the same. */
    private static String escapeHalfPairs(String json) {
        StringBuilder escaped = null;
        int copied = 0;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            if (!Character.isSurrogate(c)) {
                continue;
            }
            if (Character.isHighSurrogate(c) && i + 1 < json.length() && Character.isLowSurrogate(json.charAt(i + 1))) {
                i++;
                continue;
            }
            escaped = escaped == null ? new StringBuilder() : escaped;
            escaped.append(json, copied, i).append("\\u%04x".formatted((int) c));
            copied = i + 1;
        }
        return escaped == null ? json : escaped.append(json, copied, json.length()).toString();
    }
}
