package dev.carom.tests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the builder refuses: at once where a value is wrong, in {@code build()} where two options contradict each other. */
class BuilderOptionsTest {
    private static final Duration TOO_LONG = Duration.ofSeconds(Long.MAX_VALUE);

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    @Tag("B002")
    void sizeBelowOne_isRefused(int size) {
        assertThatThrownBy(() -> ProcessPool.of(size))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("processes must be 1 or more, but is " + size);
    }

    /** Threads for each of them took the memory of this JVM. */
    @ParameterizedTest
    @ValueSource(ints = {10_001, Integer.MAX_VALUE})
    void moreWorkersThanAnyMachineHasRoomFor_areRefused(int size) {
        assertThatThrownBy(() -> ProcessPool.of(size))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("processes must be 1 to 10,000, but is " + size);
        assertThatThrownBy(() -> ProcessPool.builder().spares(size))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("spares must be 0 to 10,000, but is " + size);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1})
    @Tag("B003")
    void quotaBelowOne_isRefused(int tasks) {
        assertThatThrownBy(() -> ProcessPool.builder().maxTasksPerChild(tasks))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxTasksPerChild must be 1 or more, but is " + tasks);
    }

    static Stream<Arguments> numbersOutOfRange() {
        return Stream.of(
                arguments("maxTasksPerChildJitter", "-1", "0 or more", set(b -> b.maxTasksPerChildJitter(-1))),
                arguments("maxRestarts", "-1", "0 or more", set(b -> b.maxRestarts(-1))),
                arguments("spares", "-1", "0 or more", set(b -> b.spares(-1))),
                arguments("queueLimit", "-1", "0 or more", set(b -> b.queueLimit(-1))),
                arguments("queueBytes", "0", "1 byte or more", set(b -> b.queueBytes(0))),
                arguments("maxMemoryPerChild", "0", "1 byte or more", set(b -> b.maxMemoryPerChild(0))),
                arguments("maxMemoryPerChild", "-5", "1 byte or more", set(b -> b.maxMemoryPerChild(-5))),
                arguments("hardMemoryPerChild", "0", "1 byte or more", set(b -> b.hardMemoryPerChild(0))),
                arguments("maxPayload", "1023", "1 KiB to 1 GiB", set(b -> b.maxPayload(1023))),
                arguments("maxPayload", "1073741825", "1 KiB to 1 GiB", set(b -> b.maxPayload((1 << 30) + 1))),
                arguments("maxPayload", "-1", "1 KiB to 1 GiB", set(b -> b.maxPayload(-1))),
                arguments("name", "\" \"", "not be blank", set(b -> b.name(" "))),
                arguments("name", "\"a\nb\"", "printable", set(b -> b.name("a\nb"))),
                arguments("classPath", "empty", "must not be empty", set(b -> b.classPath(List.of()))),
                arguments("jvmArgs", "\"Xmx1g\"", "must start with '-'", set(b -> b.jvmArgs("Xmx1g"))),
                arguments("jvmArgs", "-jar", "by classPath(...)", set(b -> b.jvmArgs("-jar", "a.jar"))),
                arguments("jvmArgs", "-cp", "by classPath(...)", set(b -> b.jvmArgs("-cp", "a.jar"))),
                arguments("jvmArgs", "--version", "keep the worker's main class from running", set(b -> b.jvmArgs("--version"))),
                arguments("jvmArgs", "-XX:+PrintFlagsInitial", "run java with it by itself",
                        set(b -> b.jvmArgs("-XX:+PrintFlagsInitial"))),
                arguments("jvmArgs", "-Xlog:help", "run java with it by itself", set(b -> b.jvmArgs("-ea", "-Xlog:help"))),
                arguments("jvmArgs", "--list-modules=x", "by itself", set(b -> b.jvmArgs("--list-modules=x"))),
                arguments("jvmArgs", "-m", "name your code by classPath(...)", set(b -> b.jvmArgs("-m", "a/b.C"))),
                arguments("jvmArgs", "-Xshare:dump", "classDataArchive, on by default", set(b -> b.jvmArgs("-Xshare:dump"))),
                arguments("jvmArgs", "-XX:AOTMode=create", "classDataArchive", set(b -> b.jvmArgs("-XX:AOTMode=create"))),
                arguments("jvmArgs", "--add-opens", "lacks its value", set(b -> b.jvmArgs("--add-opens"))),
                arguments("environment", "\"A=B\"", "must not", set(b -> b.environment(Map.of("A=B", "1")))),
                arguments("environment", "A", "NUL", set(b -> b.environment(Map.of("A", "\0")))),
                arguments("spin", "PT-0.001S", "zero to 1 ms", set(b -> b.spin(Duration.ofMillis(-1)))),
                arguments("spin", "PT0.001000001S", "zero to 1 ms", set(b -> b.spin(Duration.ofNanos(1_000_001)))),
                arguments("allowedResultClasses", "\".*\"", "no pattern",
                        set(b -> b.allowedResultClasses("java.lang.*", ".*"))),
                arguments("allowedResultClasses", "\"a b[\"", "matches no class",
                        set(b -> b.allowedResultClasses("java.lang.*", "a b["))),
                arguments("allowedResultClasses", "\"maxdepth=x\"", "no pattern",
                        set(b -> b.allowedResultClasses("maxdepth=x"))));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("numbersOutOfRange")
    void valueOutOfRange_isRefusedWithNameValueAndRule(
            String option, String value, String rule, Consumer<ProcessPoolBuilder> setting) {
        ProcessPoolBuilder builder = ProcessPool.builder();
        assertThatThrownBy(() -> setting.accept(builder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(option)
                .hasMessageContaining(value)
                .hasMessageContaining(rule);
    }

    static Stream<Arguments> durations() {
        return Stream.of(
                arguments("timeout", duration(ProcessPoolBuilder::timeout)),
                arguments("softTimeout", duration(ProcessPoolBuilder::softTimeout)),
                arguments("stallTimeout", duration(ProcessPoolBuilder::stallTimeout)),
                arguments("lostWorkerTimeout", duration(ProcessPoolBuilder::lostWorkerTimeout)),
                arguments("startTimeout", duration(ProcessPoolBuilder::startTimeout)),
                arguments("maxRestartFrequency", duration(ProcessPoolBuilder::maxRestartFrequency)),
                arguments("confirmTimeout", duration(ProcessPoolBuilder::confirmTimeout)),
                arguments("maxLifetime", duration(ProcessPoolBuilder::maxLifetime)),
                arguments("idleTimeout", duration(ProcessPoolBuilder::idleTimeout)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("durations")
    void durationOutOfRange_isRefusedWithNameValueAndRule(String option, DurationOption setting) {
        ProcessPoolBuilder builder = ProcessPool.builder();
        for (Duration wrong : List.of(Duration.ZERO, Duration.ofMillis(-1), TOO_LONG)) {
            assertThatThrownBy(() -> setting.set(builder, wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(option + " must be above zero")
                    .hasMessageEndingWith("but is " + wrong);
        }
        assertThat(setting.set(builder, Duration.ofNanos(1))).isSameAs(builder);
    }

    @Test
    void stackWait_mayBeZeroButNotLess() {
        ProcessPoolBuilder builder = ProcessPool.builder();
        assertThat(builder.stackWait(Duration.ZERO)).isSameAs(builder);
        for (Duration wrong : List.of(Duration.ofNanos(-1), TOO_LONG)) {
            assertThatThrownBy(() -> builder.stackWait(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("stackWait must be zero or more")
                    .hasMessageEndingWith("but is " + wrong);
        }
    }

    /** Each option that takes an object, found by reflection so that none is forgotten. */
    static Stream<Method> optionsThatTakeAnObject() {
        return Arrays.stream(ProcessPoolBuilder.class.getMethods())
                .filter(method -> method.getReturnType() == ProcessPoolBuilder.class)
                .filter(method -> method.getParameterCount() == 1 && !method.getParameterTypes()[0].isPrimitive());
    }

    @ParameterizedTest
    @MethodSource("optionsThatTakeAnObject")
    void null_isRefusedWithTheOptionsName(Method option) {
        ProcessPoolBuilder builder = ProcessPool.builder();
        assertThatThrownBy(() -> option.invoke(builder, new Object[] {null}))
                .cause()
                .isInstanceOf(NullPointerException.class)
                .hasMessage(option.getName());
    }

    static Stream<Arguments> contradictions() {
        return Stream.of(
                arguments("softTimeout (PT2S) must be below timeout (PT2S)",
                        set(b -> b.softTimeout(Duration.ofSeconds(2)).timeout(Duration.ofSeconds(2)))),
                arguments("softTimeout (PT3S) must be below timeout (PT2S)",
                        set(b -> b.timeout(Duration.ofSeconds(2)).softTimeout(Duration.ofSeconds(3)))),
                arguments("enableTimeouts(false) contradicts timeout, softTimeout and stallTimeout",
                        set(b -> b.timeout(Duration.ofSeconds(2)).enableTimeouts(false))),
                arguments("maxTasksPerChildJitter (5) must be below maxTasksPerChild (5)",
                        set(b -> b.maxTasksPerChild(5).maxTasksPerChildJitter(5))),
                arguments("maxTasksPerChildJitter (5) needs a maxTasksPerChild above it", set(b -> b.maxTasksPerChildJitter(5))),
                arguments("confirmTimeout (PT2S) needs synack(true)", set(b -> b.confirmTimeout(Duration.ofSeconds(2)))),
                arguments("classDataDirectory (/proc/nope) is no directory, and cannot be made one",
                        set(b -> b.classDataDirectory(Path.of("/proc/nope")))),
                arguments("classDataDirectory (/tmp) needs classDataArchive(true)",
                        set(b -> b.classDataDirectory(Path.of("/tmp")).classDataArchive(false))),
                arguments("maxMemoryPerChild (200) must be below hardMemoryPerChild (100)",
                        set(b -> b.maxMemoryPerChild(200).hardMemoryPerChild(100))),
                arguments("spin with threads(false)", set(b -> b.spin(Duration.ofNanos(1)).threads(false))),
                arguments("synack with threads(false)",
                        set(b -> b.synack(true).threads(false).callbackExecutor(Runnable::run))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("contradictions")
    @Tag("B130")
    void contradiction_isRefusedByBuild(String message, Consumer<ProcessPoolBuilder> settings) {
        ProcessPoolBuilder builder = ProcessPool.builder().processes(1);
        settings.accept(builder);
        assertThatThrownBy(builder::build).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(message);
    }

    @Test
    void largestLimitOfRestarts_isNoDefault() throws Exception {
        try (ProcessPool pool = ProcessPool.builder().processes(1).maxRestarts(Integer.MAX_VALUE).build()) {
            int answer = pool.apply(() -> 42);
            assertThat(answer).isEqualTo(42);
        }
    }

    @Test
    void classPathOfWhichNothingIsThere_isRefused() {
        List<Path> missing = List.of(Path.of("/no/such.jar"), Path.of("/no/such/*"));
        assertThatThrownBy(() -> ProcessPool.builder().processes(1).classPath(missing).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("classPath: nothing that it names is there: /no/such.jar, /no/such/*");
    }

    @Test
    void directoriesThatAreNotThere_areNamed() {
        Path missing = Path.of("/no/such/directory");
        assertThatThrownBy(() -> ProcessPool.builder().processes(1).javaHome(missing).build())
                .hasMessageContaining(missing.toString());
        assertThatThrownBy(() -> ProcessPool.builder().processes(1).workingDirectory(missing).build())
                .hasMessageContaining(missing.toString());
    }

    /** The tables above name every option that takes a number or a duration. */
    @Test
    void everyOptionWithARange_isTested() {
        Set<String> ranged = Arrays.stream(ProcessPoolBuilder.class.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && method.getParameterCount() == 1)
                .filter(method -> Set.of(int.class, long.class, Duration.class).contains(method.getParameterTypes()[0]))
                .filter(method -> method.getReturnType() == ProcessPoolBuilder.class)
                .map(Method::getName)
                .collect(Collectors.toSet());
        Set<String> tested = Stream.concat(numbersOutOfRange(), durations())
                .map(arguments -> (String) arguments.get()[0])
                .collect(Collectors.toSet());
        tested.addAll(Set.of("processes", "maxTasksPerChild", "stackWait"));
        assertThat(tested).containsAll(ranged);
    }

    @FunctionalInterface
    interface DurationOption {
        ProcessPoolBuilder set(ProcessPoolBuilder builder, Duration value);
    }

    private static Consumer<ProcessPoolBuilder> set(Consumer<ProcessPoolBuilder> settings) {
        return settings;
    }

    private static DurationOption duration(DurationOption setting) {
        return setting;
    }
}
