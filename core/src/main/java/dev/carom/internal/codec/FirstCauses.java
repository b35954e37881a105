package dev.carom.internal.codec;

import dev.carom.error.RemoteTaskException;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Leaves a throwable its first causes, and puts something small, with type, message and place, for any other throwable in it. */
final class FirstCauses implements UnaryOperator<Object> {
    private static final int MOST = 16;
    private static final int FRAMES = 16;
    private static final int CHARS = 1024;

    private final Set<Throwable> kept = Collections.newSetFromMap(new IdentityHashMap<>());

    FirstCauses(Throwable throwable) {
        @Nullable Throwable next = throwable;
        while (next != null && kept.size() < MOST && kept.add(next)) {
            next = ThrownParts.causeOf(next);
        }
    }

    @Override
    public Object apply(Object object) {
        return object instanceof Throwable throwable && !kept.contains(throwable) ? standIn(throwable) : object;
    }

    private static Throwable standIn(Throwable throwable) {
        @Nullable String message = ThrowableCodec.tolerate(throwable::getMessage);
        StackTraceElement[] frames = ThrownParts.framesOf(throwable);
        return new RemoteTaskException(
                throwable.getClass().getName(),
                message == null || message.length() <= CHARS ? message : message.substring(0, CHARS) + "...",
                Arrays.copyOf(frames, Math.min(FRAMES, frames.length)),
                null,
                "the whole has too many causes; what this one holds is left out");
    }
}
