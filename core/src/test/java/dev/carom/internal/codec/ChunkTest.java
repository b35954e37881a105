package dev.carom.internal.codec;

import dev.carom.internal.wire.EncodedTask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.Task;
import dev.carom.error.ResultEncodingException;
import dev.carom.error.SoftTimeLimitExceededException;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChunkTest {
    private static ChunkResult run(Task.Of1<Integer, Object, Exception> function, Object... inputs) throws Exception {
        TaskEncoder encoder = new TaskEncoder(Wires.LIMIT);
        EncodedTask encoded = encoder.encodeChunk(encoder.encodeFunction(function), inputs, 0, inputs.length);
        Chunk chunk = (Chunk) Wires.toWorker(encoder, encoded);
        return (ChunkResult) Wires.toParent(chunk.call());
    }

    private static final class Unreadable implements Serializable {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException {
            throw new InvalidObjectException("never");
        }
    }

    @Test
    void eachElement_hasItsOwnOutcome() throws Exception {
        ChunkResult got = run(x -> {
            if (x == 2) {
                throw new TimeoutException("two");
            }
            return x == 3 ? null : x * 10;
        }, 1, 2, 3, 4);
        assertThat(got.size()).isEqualTo(4);
        assertThat(got.value(0)).isEqualTo(10);
        assertThat(got.isFailed(1)).isTrue();
        assertThat(got.failure(1)).isExactlyInstanceOf(TimeoutException.class).hasMessage("two");
        assertThat(got.isFailed(2)).isFalse();
        assertThat(got.value(2)).isNull();
        assertThat(got.value(3)).isEqualTo(40);
    }

    @Test
    void exceptionAsAValue_isAValue() throws Exception {
        ChunkResult got = run(x -> new IOException("value"), 1);
        assertThat(got.isFailed(0)).isFalse();
        assertThat(got.value(0)).isExactlyInstanceOf(IOException.class);
    }

    @Test
    void numbers_arePacked() throws Exception {
        Object[] inputs = IntStream.range(0, 10_000).boxed().toArray();
        TaskEncoder encoder = new TaskEncoder(Wires.LIMIT);
        Task.Of1<Integer, Integer, Exception> plus = x -> x + 1;
        EncodedTask encoded = encoder.encodeChunk(encoder.encodeFunction(plus), inputs, 0, inputs.length);
        assertThat(encoded.bytes()).hasSizeLessThan(30_000);
        Object result = ((Chunk) Wires.toWorker(encoder, encoded)).call();
        assertThat(Wires.encoded(result)).hasSizeLessThan(30_000);
        assertThat(((ChunkResult) Wires.toParent(result)).value(9_999)).isEqualTo(10_000);
    }

    @Test
    void elementThatCannotBeEncoded_failsAlone() throws Exception {
        ChunkResult got = run(x -> switch (x) {
            case 1 -> new Object();
            case 2 -> new Unreadable();
            default -> "fine";
        }, 0, 1, 2, 3);
        assertThat(got.value(0)).isEqualTo("fine");
        assertThat(got.failure(1)).isInstanceOf(ResultEncodingException.class)
                .hasMessageContaining("java.lang.Object is not Serializable");
        assertThat(got.failure(2)).isInstanceOf(ResultEncodingException.class)
                .hasMessageContaining("cannot be decoded once it is encoded").hasMessageContaining("never");
        assertThat(got.value(3)).isEqualTo("fine");
    }

    @Test
    void elementThatCannotBeEncoded_failsByTheSameTypeWhereResultsAreRestricted() throws Exception {
        Chunk chunk = new Chunk(x -> x.equals(0) ? new Object() : new Unreadable(), new Object[] {0, 1});
        byte[] encoded = Wires.encoded(chunk.call());
        ChunkResult got = (ChunkResult) new ResultDecoder(null, List.of("of.yours.*")).decode(ByteBuffer.wrap(encoded));
        assertThat(got.failure(0)).isExactlyInstanceOf(ResultEncodingException.class)
                .hasCauseExactlyInstanceOf(NotSerializableException.class);
        assertThat(got.failure(1)).isExactlyInstanceOf(ResultEncodingException.class)
                .hasCauseExactlyInstanceOf(InvalidObjectException.class);
    }

    @Test
    void whatIsMeantForTheWholeAttempt_endsTheChunk() {
        Task.Of1<Object, Object, Exception> limited = x -> {
            throw new SoftTimeLimitExceededException(Duration.ofSeconds(1), Duration.ofSeconds(1), 4711);
        };
        Task.Of1<Object, Object, Exception> interrupted = x -> {
            throw new InterruptedException("stop");
        };
        Task.Of1<Object, Object, Exception> overflowing = x -> {
            throw new StackOverflowError("deep");
        };
        assertThatThrownBy(() -> new Chunk(limited, new Object[2]).call())
                .isInstanceOf(SoftTimeLimitExceededException.class);
        assertThatThrownBy(() -> new Chunk(interrupted, new Object[2]).call()).isInstanceOf(InterruptedException.class);
        assertThatThrownBy(() -> new Chunk(x -> {
            throw new OutOfMemoryError("heap");
        }, new Object[2]).call()).isInstanceOf(OutOfMemoryError.class);
        assertThat(new Chunk(overflowing, new Object[2])).satisfies(
                chunk -> assertThat(((ChunkResult) chunk.call()).failure(1)).isInstanceOf(StackOverflowError.class));
    }

    @Test
    void manyFailures_shareTheRoomThereIs() throws Exception {
        ChunkResult.Builder results = new ChunkResult.Builder(500);
        for (int i = 0; i < 500; i++) {
            results.failure(i, new IllegalStateException("x".repeat(3000)));
        }
        ResultEncoder.Outcome outcome = new ResultEncoder(Wires.LIMIT).encode(results.build());
        assertThat(outcome).isInstanceOf(ResultEncoder.Encoded.class);
    }

    @Test
    void chunkAsATask_isEncodedAsOne_nullsIncluded() throws Exception {
        TaskEncoder encoder = new TaskEncoder(Wires.LIMIT);
        EncodedTask encoded = encoder.encode(new Chunk(x -> x == null, new Object[] {null, 1}));
        Chunk chunk = (Chunk) Wires.toWorker(encoder, encoded);
        assertThat(List.of(((ChunkResult) chunk.call()).values())).containsExactly(true, false);
    }
}
