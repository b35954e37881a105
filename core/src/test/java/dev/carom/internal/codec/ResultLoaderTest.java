package dev.carom.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.error.ResultDecodingException;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.ValueWrapper;

/** Results are decoded by threads whose context class loader may be anything. */
class ResultLoaderTest {
    /** As a thread of the common pool in a program whose code has a loader of its own. */
    private final ResultDecoder stranger = new ResultDecoder(ClassLoader.getPlatformClassLoader(), List.of());

    /** Public, as the interfaces of others are. */
    public interface Named {
        String name();
    }

    private record Constant(String value) implements InvocationHandler, Serializable {
        @Override
        public Object invoke(Object proxy, Method method, Object @Nullable [] args) {
            return value;
        }
    }

    @Test
    void classThatTheContextClassLoaderLacks_comesFromWhereCaromDoes() {
        ValueWrapper value = ValueWrapper.create("x"); // of another package than Carom's

        assertThat(decode(List.of(Thread.State.NEW, value))).asInstanceOf(InstanceOfAssertFactories.LIST)
                .startsWith(Thread.State.NEW)
                .last(InstanceOfAssertFactories.type(ValueWrapper.class))
                .extracting(ValueWrapper::getValue).isEqualTo("x");
    }

    @Test
    void proxyOfAnInterfaceThatTheContextClassLoaderLacks_isDecoded() {
        Object proxy = Proxy.newProxyInstance(
                Named.class.getClassLoader(), new Class<?>[] {Comparable.class, Named.class}, new Constant("p"));

        assertThat(((Named) decode(proxy)).name()).isEqualTo("p");
    }

    @Test
    void exceptionThatTheContextClassLoaderLacks_keepsItsType() {
        byte[] bytes = ThrowableCodec.encode(new AssertionFailedError("p", 1, 2), 1 << 16);

        assertThat(stranger.decodeThrowable(ByteBuffer.wrap(bytes))).isInstanceOf(AssertionFailedError.class).hasMessage("p");
    }

    @Test
    void classThatIsNowhere_isNamed() {
        String text = new String(Wires.encoded(ValueWrapper.create("x")), StandardCharsets.ISO_8859_1);
        byte[] bytes = text.replace("ValueWrapper", "ValueWrapped").getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> stranger.decode(ByteBuffer.wrap(bytes)))
                .isInstanceOf(ResultDecodingException.class)
                .hasMessageContaining("ValueWrapped");
    }

    @Test
    void resultOfAnotherVersionOfItsClass_isSaidToBeThat() {
        byte[] bytes = Wires.encoded(new Versioned());
        for (int i = 0; i < bytes.length - 8; i++) {
            if (ByteBuffer.wrap(bytes).getLong(i) == Versioned.serialVersionUID) {
                bytes[i]++;
            }
        }

        assertThatThrownBy(() -> stranger.decode(ByteBuffer.wrap(bytes)))
                .isInstanceOf(ResultDecodingException.class)
                .hasMessageContainingAll("another version of that class", "an agent (-javaagent)");
    }

    private static final class Versioned implements Serializable {
        private static final long serialVersionUID = 0x0123_4567_89ab_cdefL;
    }

    private @Nullable Object decode(Object value) {
        return stranger.decode(ByteBuffer.wrap(Wires.encoded(value)));
    }
}
