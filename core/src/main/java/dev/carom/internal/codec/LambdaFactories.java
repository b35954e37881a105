package dev.carom.internal.codec;

import dev.carom.internal.wire.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The templates that a worker was told, by number. */
final class LambdaFactories {
    /** A number beyond this is a broken frame, not a template. */
    private static final int MOST = 1 << 20;

    private final List<@Nullable LambdaFactory> byNumber = new ArrayList<>();

    void define(int template, byte[] definition) throws ProtocolException {
        if (template < 0 || template >= MOST) {
            throw ProtocolException.malformed("no template has number " + template);
        }
        while (byNumber.size() <= template) {
            byNumber.add(null);
        }
        byNumber.set(template, new LambdaFactory(LambdaShape.decode(definition)));
    }

    LambdaFactory get(int template) throws ProtocolException {
        LambdaFactory factory = template >= 0 && template < byNumber.size() ? byNumber.get(template) : null;
        if (factory == null) {
            throw ProtocolException.malformed("template " + template + " was not defined before it was used");
        }
        return factory;
    }
}
