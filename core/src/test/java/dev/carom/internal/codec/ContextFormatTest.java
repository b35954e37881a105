package dev.carom.internal.codec;

import dev.carom.internal.wire.EncodedTask;
import dev.carom.internal.wire.ProtocolException;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.Task;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A context before the payload of a task, which is what it would be without. */
class ContextFormatTest {
    private static final Map<String, Map<String, String>> CAPTURED =
            Map.of("com.example.Mdc", Map.of("request", "7 — ü", "empty", ""), "com.example.None", Map.of());
    private static final Task<Integer, RuntimeException> CONSTANT = () -> 42;
    private static final Task.Of1<@Nullable Object, @Nullable Object, Exception> SAME = x -> x;

    private @Nullable Map<String, Map<String, String>> context = CAPTURED;
    private final TaskEncoder encoder =
            new TaskEncoder(Wires.LIMIT, () -> context == null ? null : ContextFormat.encode(context), null);

    private static EncodedTask without(EncodedTask task) throws ProtocolException {
        ByteBuffer payload = ByteBuffer.wrap(task.bytes());
        assertThat(ContextFormat.take(payload)).isEqualTo(CAPTURED);
        return new EncodedTask(Arrays.copyOfRange(task.bytes(), payload.position(), payload.limit()), task.templates());
    }

    @Test
    void tasksAndChunks_followTheirContext() throws Exception {
        Task<?, ?> task = (Task<?, ?>) Wires.toWorker(encoder, without(encoder.encode(CONSTANT)));
        assertThat(task.call()).isEqualTo(42);

        Chunk chunk = (Chunk) Wires.toWorker(encoder, without(encoder.encode(new Chunk(SAME, new Object[] {1, "two"}))));
        assertThat(chunk.inputs()).containsExactly(1, "two");
    }

    @Test
    void taskWithoutAContext_hasNothingBeforeIt() throws Exception {
        assertThat(encoder.encode(CONSTANT).bytes()).isNotEqualTo(new TaskEncoder(Wires.LIMIT).encode(CONSTANT).bytes());
        context = null;
        EncodedTask encoded = encoder.encode(CONSTANT);
        assertThat(encoded.bytes()).isEqualTo(new TaskEncoder(Wires.LIMIT).encode(CONSTANT).bytes());
        ByteBuffer payload = ByteBuffer.wrap(encoded.bytes());
        assertThat(ContextFormat.take(payload)).isNull();
        assertThat(payload.position()).isZero();
    }

    @Test
    void functionOfAMap_keepsTheContextOfItsCall() throws Exception {
        EncodedFunction function = encoder.encodeFunction(SAME);
        context = null;
        assertThat(without(encoder.encodeChunk(function, new Object[] {1}, 0, 1)).bytes())
                .isEqualTo(encoder.encode(new Chunk(SAME, new Object[] {1})).bytes());
    }

    @Test
    void initializer_hasNone() throws Exception {
        assertThat(ContextFormat.take(ByteBuffer.wrap(encoder.encodeStandalone(CONSTANT).bytes()))).isNull();
    }

    @Test
    void contextThatEndsEarly_isMalformed() {
        byte[] whole = encoder.encode(CONSTANT).bytes();
        for (int length : List.of(1, 4, 8, 20)) {
            assertThatThrownBy(() -> ContextFormat.take(ByteBuffer.wrap(whole, 0, length)))
                    .isInstanceOf(ProtocolException.class);
        }
    }
}
