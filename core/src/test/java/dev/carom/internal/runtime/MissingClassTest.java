package dev.carom.internal.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.stream.Stream;
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
        // With --execution local, or where a program embeds it, nothing but the name says so.
        assertThat(MissingClass.explain(new ClassNotFoundException("REPL.$JShell$12")))
                .startsWith("REPL.$JShell$12 exists only in the memory of this process")
                .contains("compile it to a directory");
        assertThat(MissingClass.explain(new NoClassDefFoundError("REPL/$JShell$12")))
                .startsWith("REPL.$JShell$12 exists only in the memory of this process");
        assertThat(MissingClass.explain(new IllegalStateException("something else"))).contains("classPath(...)");
    }

    @Test
    void classWithoutAFile_isNotBlamedOnTheClassPath() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(new InMemory());
        try {
            assertThat(MissingClass.explain(new ClassNotFoundException(Own.class.getName())))
                    .startsWith("this process has that class, but no file of it");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        assertThat(MissingClass.explain(new ClassNotFoundException(Own.class.getName()))).contains("classPath(...)");
    }

    @Test
    void classOfAPlugIn_isSaidToHaveALoaderOfItsOwn() {
        assertThat(MissingClass.explain(new ClassNotFoundException("of.a.PlugIn")))
                .startsWith("neither Carom's class loader nor that of this thread knows it here either")
                .contains("name the jars of that, and all else that tasks need, by classPath(...)");
        assertThat(MissingClass.explain(new ClassNotFoundException("of.a.Bundle not found by shop [12]")))
                .startsWith("are the worker's class path");
    }

    @Test
    void classThatOnlyWorkersLack_isNotSaidToBeThatOfAPlugIn_whateverTheThread() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(null);
        try {
            assertThat(MissingClass.explain(new ClassNotFoundException(Own.class.getName()))).startsWith("are the worker's class path");
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void classOfAWebApplication_isSaidToBeWhereCaromIsNot() throws Exception {
        URL here = Own.class.getProtectionDomain().getCodeSource().getLocation();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader application = new URLClassLoader(new URL[] {here}, null)) {
            Thread.currentThread().setContextClassLoader(application);
            for (Throwable missing : List.of(new ClassNotFoundException(Own.class.getName()),
                    new NoClassDefFoundError(Own.class.getName().replace('.', '/')))) {
                assertThat(MissingClass.explain(missing)).startsWith("this process has it from " + here
                        + " by a java.net.URLClassLoader, and workers have what Carom's own class loader sees: put Carom where");
            }
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static final class Own {}

    private static final class InMemory extends ClassLoader {
        InMemory() {
            super(null);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            try (InputStream file = Own.class.getResourceAsStream("/" + name.replace('.', '/') + ".class")) {
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    void classThatWasBuiltAnewOrChangedByAnAgent_isSaidToBeOfAnotherVersion() {
        assertThat(MissingClass.explain(new InvalidClassException("shop.Order", "local class incompatible: stream classdesc ...")))
                .contains("another version of that class", "built anew", "an agent (-javaagent)");
        assertThat(MissingClass.explain(new IllegalArgumentException("Invalid lambda deserialization")))
                .contains("another version of that class");
    }

    @Test
    void poolInAStaticInitializer_isNotBlamedOnTheClassPath() {
        Throwable failed = thrown(new IllegalStateException("a pool inside of others"),
                "dev.carom.internal.process.Nesting.check", "dev.carom.ProcessPool.of", "shop.App.<clinit>", "shop.Main.run");

        for (Throwable shown : List.of(new ExceptionInInitializerError(failed),
                new NoClassDefFoundError("Could not initialize class shop.App").initCause(failed))) {
            assertThat(MissingClass.explain(shown))
                    .startsWith("the static initializer of shop.App, which a worker runs too")
                    .contains("makes or uses a pool", "make the pool in main")
                    .doesNotContain("class path");
        }
    }

    @Test
    void staticInitializerThatFailsInAWorker_isNamedWithItsFailure() {
        Throwable failed = thrown(new IllegalStateException("no licence"), "shop.Licence.find", "shop.App.<clinit>",
                "dev.carom.internal.child.WorkerMain.main");

        assertThat(MissingClass.explain(new ExceptionInInitializerError(failed)))
                .contains("the static initializer of shop.App", "failed there by java.lang.IllegalStateException: no licence")
                .doesNotContain("a pool", "class path");
    }

    @Test
    void classWhoseOwnCodeThrowsWhenItIsRead_isNotBlamedOnTheClassPath() {
        String stream = "java.io.ObjectInputStream.readObject";
        assertThat(MissingClass.explain(thrown(new IOException("no key"), "shop.Order.unlock", "shop.Order.readObject",
                "java.io.ObjectStreamClass.invokeReadObject", stream)))
                .contains("shop.Order.readObject, threw this", "see the cause")
                .doesNotContain("class path");
        assertThat(MissingClass.explain(thrown(new ClassNotFoundException("shop.Line"), "java.util.ArrayList.readObject", stream)))
                .contains("classPath(...)");
        assertThat(MissingClass.explain(thrown(new IOException("cut off"), "java.io.ObjectInputStream.readUTF", stream)))
                .contains("classPath(...)");
    }

    private static Throwable thrown(Throwable failure, String... methods) {
        failure.setStackTrace(Stream.of(methods)
                .map(method -> new StackTraceElement(method.substring(0, method.lastIndexOf('.')),
                        method.substring(method.lastIndexOf('.') + 1), null, -1))
                .toArray(StackTraceElement[]::new));
        return failure;
    }

    @Test
    void classOfAnyOtherProgram_isMissingOnAClassPath() {
        System.setProperty(COMMAND, "shop.App");

        assertThat(MissingClass.explain(new ClassNotFoundException("shop.Order"))).contains("classPath(...)");
    }
}
