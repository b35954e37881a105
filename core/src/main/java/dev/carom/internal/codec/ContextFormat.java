package dev.carom.internal.codec;

import dev.carom.internal.wire.BodyReader;
import dev.carom.internal.wire.ByteWriter;
import dev.carom.internal.wire.ProtocolException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What carriers captured, which goes before the payload of a task: i32 number of carriers; for each a string, its class, and
 * i32 number of entries; for each a string, its key, and a string, its value.
 */
public final class ContextFormat {
    private ContextFormat() {}

    /** @param captured by the class of the carrier */
    public static byte[] encode(Map<String, Map<String, String>> captured) {
        ByteWriter out = new ByteWriter(256);
        out.i32(captured.size());
        captured.forEach((carrier, context) -> {
            out.string(carrier);
            out.i32(context.size());
            context.forEach((key, value) -> {
                out.string(key);
                out.string(value);
            });
        });
        return out.toByteArray();
    }

    /** Whether there is one at the buffer's position. */
    public static boolean precedes(ByteBuffer payload) {
        return payload.hasRemaining() && payload.get(payload.position()) == Tags.CONTEXT;
    }

    /**
     * By the class of the carrier, what the task at the buffer's position has with it, and moves the position behind that.
     *
     * @return null where there is nothing
     */
    public static @Nullable Map<String, Map<String, String>> take(ByteBuffer payload) throws ProtocolException {
        if (!precedes(payload)) {
            return null;
        }
        payload.get();
        BodyReader outer = new BodyReader(payload);
        BodyReader in = new BodyReader(outer.slice("context", outer.i32("context length")));
        Map<String, Map<String, String>> captured = new LinkedHashMap<>();
        int carriers = in.count("carriers", 8);
        for (int i = 0; i < carriers; i++) {
            captured.put(in.string("carrier"), entries(in));
        }
        in.end();
        return captured;
    }

    private static Map<String, String> entries(BodyReader in) throws ProtocolException {
        Map<String, String> entries = new LinkedHashMap<>();
        int count = in.count("entries", 8);
        for (int i = 0; i < count; i++) {
            entries.put(in.string("key"), in.string("value"));
        }
        return entries;
    }
}
