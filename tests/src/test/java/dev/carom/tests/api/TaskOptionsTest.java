package dev.carom.tests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.carom.ProcessPool;
import dev.carom.Task;
import dev.carom.TaskOptions;
import dev.carom.tests.support.Pools;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the options of one task refuse, and what a pool refuses of them. */
class TaskOptionsTest {
    private static final TaskOptions<Object> DEFAULTS = TaskOptions.defaults();
    private static final Task.Of1<Integer, Integer, RuntimeException> TWICE = x -> 2 * x;

    private static ProcessPool pool;

    @BeforeAll
    static void open() {
        pool = Pools.ready(ProcessPool.builder().processes(1).timeout(Duration.ofSeconds(60)).spares(0));
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                arguments("maxDeliveries must be 1 or more, but is 0", set(o -> o.maxDeliveries(0))),
                arguments("chunkSize must be 1 or more, but is 0", set(o -> o.chunkSize(0))),
                arguments("chunkSize must be 1 or more, but is -3", set(o -> o.chunkSize(-3))),
                arguments("lookAhead must be 1 or more, but is 0", set(o -> o.lookAhead(0))),
                arguments("correlationId must have 1 to 10,000 characters, but has 0", set(o -> o.correlationId(""))),
                arguments("characters, but has 10001", set(o -> o.correlationId("x".repeat(10_001)))),
                arguments("timeout must be above zero", set(o -> o.timeout(Duration.ZERO))),
                arguments("but is PT-1S", set(o -> o.timeout(Duration.ofSeconds(-1)))),
                arguments("softTimeout must be above zero", set(o -> o.softTimeout(Duration.ZERO))),
                arguments("lostWorkerTimeout must be above zero", set(o -> o.lostWorkerTimeout(Duration.ZERO))),
                arguments("softTimeout (PT2S) must be below timeout (PT1S)",
                        set(o -> o.timeout(Duration.ofSeconds(1)).softTimeout(Duration.ofSeconds(2)))),
                arguments("softTimeout (PT2S) must be below timeout (PT2S)",
                        set(o -> o.softTimeout(Duration.ofSeconds(2)).timeout(Duration.ofSeconds(2)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("outOfRange")
    void valueOutOfRange_isRefusedAtOnce(String message, Consumer<TaskOptions<Object>> setting) {
        assertThatThrownBy(() -> setting.accept(DEFAULTS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    static Stream<Method> optionsThatTakeAnObject() {
        return Arrays.stream(TaskOptions.class.getMethods())
                .filter(method -> method.getReturnType() == TaskOptions.class)
                .filter(method -> method.getParameterCount() == 1 && !method.getParameterTypes()[0].isPrimitive());
    }

    @ParameterizedTest
    @MethodSource("optionsThatTakeAnObject")
    void null_isRefusedWithTheOptionsName(Method option) {
        assertThatThrownBy(() -> option.invoke(DEFAULTS, new Object[] {null}))
                .cause()
                .isInstanceOf(NullPointerException.class)
                .hasMessage(option.getName());
    }

    @Test
    void eachOption_givesAChangedCopy() {
        TaskOptions<Object> changed = DEFAULTS.maxDeliveries(3).correlationId("c").chunkSize(7);
        assertThat(changed.maxDeliveries()).isEqualTo(3);
        assertThat(changed.correlationId()).isEqualTo("c");
        assertThat(changed.chunkSize()).isEqualTo(7);
        assertThat(DEFAULTS.maxDeliveries()).isEqualTo(1);
        assertThat(DEFAULTS.correlationId()).isNull();
    }

    @Test
    void softLimitNotBelowThePoolsHardOne_isRefusedWhereItIsSubmitted() {
        assertThatThrownBy(() -> pool.applyAsync(() -> 1, DEFAULTS.softTimeout(Duration.ofMinutes(2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("softTimeout (PT2M) must be below timeout (PT1M, the pool's)");
    }

    @Test
    void limitInAPoolWithoutLimits_isRefused() {
        try (ProcessPool none = ProcessPool.builder().processes(1).enableTimeouts(false).build()) {
            assertThatThrownBy(() -> none.applyAsync(() -> 1, DEFAULTS.timeout(Duration.ofMinutes(2))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("enableTimeouts(false)");
        }
    }

    @Test
    void whatMakesNoSense_isRefusedForEachKindOfSubmit() {
        TaskOptions<Object> chunked = DEFAULTS.chunkSize(2);
        TaskOptions<Object> ahead = DEFAULTS.lookAhead(2);
        TaskOptions<Object> calling = DEFAULTS.callback(value -> {});
        List<Integer> inputs = List.of(1, 2);
        assertRefused("chunkSize is for maps", () -> pool.applyAsync(() -> 1, chunked));
        assertRefused("lookAhead is for imap", () -> pool.applyAsync(() -> 1, ahead));
        assertRefused("lookAhead is for imap", () -> pool.mapAsync(TWICE, inputs, ahead));
        assertRefused("takes no callbacks", () -> pool.imap(TWICE, inputs, calling));
        assertRefused("takes no callbacks", () -> pool.imapUnordered(TWICE, inputs, calling));
    }

    @Test
    void nullTaskOrInputs_areRefusedByName() {
        assertThatThrownBy(() -> pool.applyAsync((Task<Object, RuntimeException>) null)).hasMessage("task");
        assertThatThrownBy(() -> pool.mapAsync(null, List.of(1))).hasMessage("task");
        assertThatThrownBy(() -> pool.mapAsync(TWICE, null)).hasMessage("inputs");
        assertThatThrownBy(() -> pool.imap(TWICE, null)).hasMessage("inputs");
        assertThatThrownBy(() -> pool.applyAsync(() -> 1, null)).hasMessage("options");
        assertThatThrownBy(() -> pool.applyAsync((Task.Of1<Integer, Integer, RuntimeException>) null, 1))
                .hasMessage("task");
    }

    private static void assertRefused(String message, Runnable submit) {
        assertThatThrownBy(submit::run).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    private static Consumer<TaskOptions<Object>> set(Consumer<TaskOptions<Object>> setting) {
        return setting;
    }
}
