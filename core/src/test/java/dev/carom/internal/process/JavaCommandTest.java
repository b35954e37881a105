package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class JavaCommandTest {
    @ParameterizedTest
    @FieldSource("dev.carom.internal.process.JavaCommand#COMPILED_APART")
    void classesThatAreCompiledApartAreThere(String name) {
        assertThatCode(() -> Class.forName(name)).doesNotThrowAnyException();
    }
}
