package dev.carom.fory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.Pool;
import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.error.PayloadTooLargeException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Values that go to real workers and back by Fory. */
class ForyPoolTest {
    /** Not serializable: it comes back only if it went by Fory. */
    record Line(String item, int count) {}

    record Order(long id, List<Line> lines) {}

    record Plain(int x) implements Serializable {}

    private static Pool pool;

    private static ProcessPoolBuilder builder() {
        return ProcessPool.builder().processes(1).codec(ForyCodec.of(Order.class, Line.class)).maxPayload(1 << 20);
    }

    @BeforeAll
    static void open() {
        pool = builder().build();
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    private static Order order(long id) {
        return new Order(id, List.of(new Line("bolt", 2), new Line("nut", 3)));
    }

    private static Order next(Order order) {
        return new Order(order.id() + 1, order.lines());
    }

    @Test
    void records_goThereAndBack() throws Exception {
        assertThat(pool.apply(ForyPoolTest::next, order(1))).isEqualTo(order(2));
        Order captured = order(7);
        assertThat(pool.apply(() -> next(captured))).isEqualTo(order(8));
        List<Order> orders = IntStream.range(0, 1000).mapToObj(ForyPoolTest::order).toList();
        assertThat(pool.map(ForyPoolTest::next, orders)).isEqualTo(orders.stream().map(ForyPoolTest::next).toList());
    }

    @Test
    void classThatWasNotGiven_goesByJavaSerialization() throws Exception {
        List<?> got = pool.apply(x -> Arrays.asList(x, x), new Plain(3));
        assertThat(got.get(0)).isEqualTo(new Plain(3)).isSameAs(got.get(1));
    }

    @Test
    void tooLarge_isThat() throws Exception {
        String large = "x".repeat(2 << 20);
        assertThatThrownBy(() -> pool.apply(ForyPoolTest::next, new Order(1, List.of(new Line(large, 1)))))
                .isInstanceOf(PayloadTooLargeException.class);
        assertThatThrownBy(() -> pool.apply(() -> new Line("x".repeat(2 << 20), 1)))
                .isInstanceOf(PayloadTooLargeException.class);
        assertThat(pool.apply(ForyPoolTest::next, order(1))).isEqualTo(order(2));
    }

    @Test
    void allowList_isKept_alsoByThreads() throws Exception {
        try (Pool allowed = builder().allowedResultClasses("dev.carom.fory.*").buildThreads()) {
            assertThat(allowed.apply(ForyPoolTest::next, order(1))).isEqualTo(order(2));
        }
        assertThatThrownBy(() -> builder().allowedResultClasses("com.acme.*").build())
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(Order.class.getName());
    }
}
