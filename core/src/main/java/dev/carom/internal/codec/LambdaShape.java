package dev.carom.internal.codec;

import dev.carom.internal.wire.BodyReader;
import dev.carom.internal.wire.ByteWriter;
import dev.carom.internal.wire.ProtocolException;
import java.lang.invoke.SerializedLambda;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** All of a serializable lambda but the values that it captured. Its encoded form is a template's definition. */
record LambdaShape(
        String capturingClass,
        String interfaceClass,
        String interfaceMethod,
        String interfaceSignature,
        int implKind,
        String implClass,
        String implMethod,
        String implSignature,
        String instantiatedType,
        int captured) {
    /** As many as a method can have parameters. */
    private static final int MOST_CAPTURED = 255;

    static LambdaShape of(SerializedLambda lambda) {
        return new LambdaShape(
                lambda.getCapturingClass(),
                lambda.getFunctionalInterfaceClass(),
                lambda.getFunctionalInterfaceMethodName(),
                lambda.getFunctionalInterfaceMethodSignature(),
                lambda.getImplMethodKind(),
                lambda.getImplClass(),
                lambda.getImplMethodName(),
                lambda.getImplMethodSignature(),
                lambda.getInstantiatedMethodType(),
                lambda.getCapturedArgCount());
    }

    /** @param capturing the class that {@link #capturingClass} names */
    SerializedLambda with(Class<?> capturing, @Nullable Object[] values) {
        return new SerializedLambda(capturing, interfaceClass, interfaceMethod, interfaceSignature, implKind, implClass,
                implMethod, implSignature, instantiatedType, values);
    }

    byte[] encode() {
        ByteWriter out = new ByteWriter(512);
        out.string(capturingClass);
        out.string(interfaceClass);
        out.string(interfaceMethod);
        out.string(interfaceSignature);
        out.i32(implKind);
        out.string(implClass);
        out.string(implMethod);
        out.string(implSignature);
        out.string(instantiatedType);
        out.i32(captured);
        return out.toByteArray();
    }

    static LambdaShape decode(byte[] definition) throws ProtocolException {
        BodyReader in = new BodyReader(ByteBuffer.wrap(definition));
        LambdaShape shape = new LambdaShape(
                in.string("capturing class"),
                in.string("interface"),
                in.string("interface method"),
                in.string("interface signature"),
                in.i32("kind"),
                in.string("class"),
                in.string("method"),
                in.string("signature"),
                in.string("instantiated type"),
                in.i32("captured values"));
        in.end();
        if (shape.captured < 0 || shape.captured > MOST_CAPTURED) {
            throw ProtocolException.malformed("a lambda cannot capture " + shape.captured + " values");
        }
        return shape;
    }
}
