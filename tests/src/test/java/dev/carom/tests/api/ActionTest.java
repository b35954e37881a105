package dev.carom.tests.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.TaskOptions;
import dev.carom.error.TaskEncodingException;
import dev.carom.tests.support.Marks;
import dev.carom.tests.support.Pools;
import dev.carom.tests.support.Waits;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that return nothing, as users write them: what compiles here is part of what is promised. */
class ActionTest {
    private static ProcessPool pool;

    @TempDir
    private Path directory;

    private Marks marks;

    @BeforeAll
    static void open() {
        pool = Pools.ready(ProcessPool.builder().processes(1));
    }

    @AfterAll
    static void close() {
        pool.close();
    }

    @BeforeEach
    void makeMarks() {
        marks = Marks.in(directory);
    }

    @Test
    void action_runsInAWorker_withUpToFourArguments() throws Exception {
        Marks there = marks;
        pool.run(() -> there.leave("0"));
        pool.run(there::leave, "1");
        pool.run((a, b) -> there.leave(a + b), "1", 2);
        pool.run((a, b, c) -> there.leave(a + b + c), "1", 2, 3L);
        pool.run((a, b, c, d) -> {
            there.leave(a + b + c + d);
        }, "1", 2, 3L, '4');
        pool.run(() -> there.leave(ProcessHandle.current().pid()), TaskOptions.defaults().timeout(Waits.LONG));
        assertThat(there.all()).containsExactlyInAnyOrder(
                "0", "1", "12", "123", "1234", String.valueOf(Pools.pids(pool).get(0)));
    }

    @Test
    void asynchronousAction_endsWithNull() throws Exception {
        Marks there = marks;
        List<ApplyResult<Void>> results = List.of(
                pool.runAsync(() -> there.leave("0")),
                pool.runAsync(there::leave, "1"),
                pool.runAsync((a, b) -> there.leave(a + b), "1", 2),
                pool.runAsync((a, b, c) -> there.leave(a + b + c), "1", 2, 3L),
                pool.runAsync((a, b, c, d) -> there.leave(a + b + c + d), "1", 2, 3L, '4'),
                pool.runAsync(() -> there.leave("options"), TaskOptions.defaults().correlationId("mine")));
        for (ApplyResult<Void> result : results) {
            assertThat(result.get()).isNull();
        }
        assertThat(there.all()).containsExactlyInAnyOrder("0", "1", "12", "123", "1234", "options");
    }

    /** A lambda whose value nobody wants, and one that only throws, are actions too. */
    @Test
    void action_mayBeAnExpressionAMethodOfSeveralFormsOrThrow() throws Exception {
        pool.run(() -> ProcessHandle.current().pid());
        pool.run(ActionTest::severalForms);
        pool.run(String::length, "text");
        assertThatThrownBy(() -> pool.run(() -> {
            throw new FileNotFoundException("/not/there");
        })).isExactlyInstanceOf(FileNotFoundException.class);
        assertThatThrownBy(() -> pool.run(ActionTest::severalForms, 3)).isExactlyInstanceOf(IOException.class);
    }

    private static int severalForms() {
        return 7;
    }

    private static void severalForms(int number) throws IOException {
        throw new IOException("number " + number);
    }

    @Test
    void forEach_runsTheActionForEachInput_andThrowsWhatItThrew() throws Exception {
        Marks there = marks;
        pool.forEach(there::leave, List.of("a", "b", "c"));
        pool.forEach(number -> there.leave(number), List.of(1, 2), TaskOptions.defaults().chunkSize(1));
        assertThat(there.all()).containsExactlyInAnyOrder("a", "b", "c", "1", "2");
        assertThatThrownBy(() -> pool.forEach(ActionTest::severalForms, List.of(3)))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("number 3");
    }

    @Test
    void initializerAndExitHook_returnSomethingOrNothing() throws Exception {
        Marks there = marks;
        try (ProcessPool other = ProcessPool.builder()
                .processes(1)
                .initializer(ActionTest::severalForms)
                .initializer(() -> null)
                .initializer(number -> number + 1, 2)
                .initializer(there::leave, "up")
                .onProcessExit((pid, exitCode) -> exitCode)
                .onProcessExit((pid, exitCode) -> {
                    there.leave("down " + exitCode);
                })
                .build()) {
            other.run(() -> there.leave("task"));
        }
        assertThat(there.all()).containsExactlyInAnyOrder("up", "task", "down 0");
    }

    @Test
    void actionThatCannotBeEncoded_isRefusedWithThePathToTheCulprit() {
        Thread thread = new Thread("mine");
        assertThatThrownBy(() -> pool.run(() -> thread.setName("theirs")))
                .isInstanceOf(TaskEncodingException.class)
                .hasMessageContaining("path: lambda -> captured value 1 (Thread)");
        assertThatThrownBy(() -> pool.run(name -> thread.setName(name), "theirs"))
                .isInstanceOf(TaskEncodingException.class)
                .hasMessageContaining("java.lang.Thread is not Serializable; path: lambda -> captured value 1 (Thread)");
        assertThatThrownBy(() -> pool.run((name, other) -> other.setName(name), "theirs", thread))
                .isInstanceOf(TaskEncodingException.class)
                .hasMessageContaining("path: lambda -> argument 2 (Thread)")
                .hasMessageEndingWith("or hand over what is needed of it instead");
    }
}
