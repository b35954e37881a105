package dev.carom.internal.process;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The classes that a class file names, or may name: whatever looks like that in its constant pool. */
final class ClassReferences {
    private static final Pattern IN_DESCRIPTOR = Pattern.compile("L([^;<>()\\[]+)[;<]");

    private ClassReferences() {}

    /** Their internal names. */
    static Set<String> of(byte[] classFile) throws IOException {
        Set<String> names = new HashSet<>();
        ConstantPool.read(classFile, (index, tag, text) -> {
            if (text != null) {
                names.add(text);
                for (Matcher descriptor = IN_DESCRIPTOR.matcher(text); descriptor.find(); ) {
                    names.add(descriptor.group(1));
                }
            }
        });
        return names;
    }
}
