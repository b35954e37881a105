package dev.carom.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MissingClassTest {
    private static final String COMMAND = "sun.java.command";

    private final String command = System.getProperty(COMMAND);

    @AfterEach
    void restore() {
        System.setProperty(COMMAND, command);
    }

    @Test
    void classOfJShell_isSaidToBeInItsMemoryAlone() {
        System.setProperty(COMMAND, "jdk.jshell.execution.RemoteExecutionControl 37413");

        assertThat(MissingClass.explain(new ClassNotFoundException("REPL.$JShell$12")))
                .startsWith("REPL.$JShell$12 exists only in the memory of this process")
                .contains("compile it to a directory");
        assertThat(MissingClass.explain(new IllegalStateException("something else"))).contains("classPath(...)");
    }

    @Test
    void classOfAnyOtherProgram_isMissingOnAClassPath() {
        System.setProperty(COMMAND, "shop.App");

        assertThat(MissingClass.explain(new ClassNotFoundException("shop.Order"))).contains("classPath(...)");
    }
}
