package dev.carom.internal.process;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The constants of a class file. */
final class ConstantPool {
    static final int UTF8 = 1;
    static final int CLASS = 7;
    static final int FIELD = 9;
    static final int METHOD = 10;
    static final int INTERFACE_METHOD = 11;
    static final int INVOKE_DYNAMIC = 18;

    private static final int LONG = 5;
    private static final int DOUBLE = 6;

    private ConstantPool() {}

    /** Is told each constant. */
    interface Visitor {
        /** @param text of one that is {@link #UTF8}, null otherwise */
        void constant(int index, int tag, @Nullable String text);

        /** Of one that is {@link #CLASS}: the index of its name. Before {@link #constant}. */
        default void name(int index) {}
    }

    static void read(byte[] classFile, Visitor visitor) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
        in.skipNBytes(8); // magic and version
        int count = in.readUnsignedShort();
        for (int i = 1; i < count; i++) {
            int tag = in.readUnsignedByte();
            if (tag == UTF8) {
                visitor.constant(i, tag, in.readUTF());
            } else {
                int rest = size(tag);
                if (tag == CLASS) {
                    visitor.name(in.readUnsignedShort());
                    rest = 0;
                }
                in.skipNBytes(rest);
                visitor.constant(i, tag, null);
                i += tag == LONG || tag == DOUBLE ? 1 : 0; // they take two places
            }
        }
    }

    private static int size(int tag) throws IOException {
        return switch (tag) {
            case CLASS, 8, 16, 19, 20 -> 2; // string, method type, module, package
            case 15 -> 3; // method handle
            case 3, 4, FIELD, METHOD, INTERFACE_METHOD, 12, 17, INVOKE_DYNAMIC -> 4; // int, float, name and type, dynamic
            case LONG, DOUBLE -> 8;
            default -> throw new IOException("an unknown constant in a class file, tag " + tag);
        };
    }
}
