package dev.carom;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Method;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("any-jdk")
class BoundTest {
    static Stream<Object> all() {
        Task.Of2<Integer, Integer, Integer, RuntimeException> two = Integer::sum;
        Task.Of3<Integer, Integer, Integer, Integer, RuntimeException> three = (a, b, c) -> a + b + c;
        Task.Of4<Integer, Integer, Integer, Integer, Integer, RuntimeException> four = (a, b, c, d) -> a + b + c + d;
        return Stream.of(
                Bound.of(Math::abs, 1), Bound.of(two, 1, 2), Bound.of(three, 1, 2, 3), Bound.of(four, 1, 2, 3, 4),
                Bound.star(two), Bound.star(three), Bound.star(four));
    }

    /** Workers of a program into which maven-shade had put Carom under another package could not decode them. */
    @ParameterizedTest
    @MethodSource("all")
    void signatureOfItsCode_namesNoTypeOfCarom_whichRelocationWouldNotRename(Object lambda) throws Exception {
        Method replace = lambda.getClass().getDeclaredMethod("writeReplace");
        replace.setAccessible(true);
        SerializedLambda form = (SerializedLambda) replace.invoke(lambda);

        assertThat(form.getImplMethodSignature()).doesNotContain("carom");
        assertThat(form.getFunctionalInterfaceMethodSignature()).doesNotContain("carom");
        assertThat(form.getInstantiatedMethodType()).doesNotContain("carom");
    }
}
