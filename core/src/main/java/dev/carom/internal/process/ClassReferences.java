package dev.carom.internal.process;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The classes that a class file names, or may name: whatever looks like that in its constant pool. */
final class ClassReferences {
    private static final Pattern IN_DESCRIPTOR = Pattern.compile("L([^;<>()\\[]+)[;<]");

    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;

    private ClassReferences() {}

    /** Their internal names. */
    static Set<String> of(byte[] classFile) throws IOException {
        Set<String> names = new HashSet<>();
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
        in.skipNBytes(8); // magic and version
        int count = in.readUnsignedShort();
        for (int i = 1; i < count; i++) {
            int tag = in.readUnsignedByte();
            if (tag == UTF8) {
                String text = in.readUTF();
                names.add(text);
                for (Matcher descriptor = IN_DESCRIPTOR.matcher(text); descriptor.find(); ) {
                    names.add(descriptor.group(1));
                }
            } else {
                in.skipNBytes(size(tag));
                i += tag == LONG || tag == DOUBLE ? 1 : 0; // they take two places
            }
        }
        return names;
    }

    private static int size(int tag) throws IOException {
        return switch (tag) {
            case 7, 8, 16, 19, 20 -> 2; // class, string, method type, module, package
            case 15 -> 3; // method handle
            case 3, 4, 9, 10, 11, 12, 17, 18 -> 4; // int, float, references, name and type, (invoke)dynamic
            case LONG, DOUBLE -> 8;
            default -> throw new IOException("an unknown constant in a class file, tag " + tag);
        };
    }
}
