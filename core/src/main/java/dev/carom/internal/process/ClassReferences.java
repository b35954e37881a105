package dev.carom.internal.process;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The classes that a class file names, or may name: whatever looks like that in its constant pool. */
final class ClassReferences {
    private static final Pattern IN_DESCRIPTOR = Pattern.compile("L([^;<>()\\[]+)[;<]");

    /** How the type of a field or method begins. */
    private static final Pattern DESCRIPTOR = Pattern.compile("[\\[(]|L[^;<>()\\[ ]+[;<]");

    private ClassReferences() {}

    /** Their internal names. */
    static Set<String> of(byte[] classFile) throws IOException {
        Set<String> names = new HashSet<>();
        ConstantPool.read(classFile, (index, tag, text) -> {
            if (text != null) {
                names.add(text);
                addDescribed(text, names);
            }
        });
        return names;
    }

    /** Of those the ones that its code uses, and the types of its fields and methods: no text that only looks like a name. */
    static Set<String> certain(byte[] classFile) throws IOException {
        Map<Integer, String> texts = new HashMap<>();
        Set<Integer> named = new HashSet<>();
        ConstantPool.read(classFile, new ConstantPool.Visitor() {
            @Override
            public void constant(int index, int tag, @Nullable String text) {
                if (text != null) {
                    texts.put(index, text);
                }
            }

            @Override
            public void name(int index) {
                named.add(index);
            }
        });
        Set<String> names = new HashSet<>();
        texts.forEach((index, text) -> {
            if (named.contains(index) && !text.startsWith("[")) {
                names.add(text);
            } else if (DESCRIPTOR.matcher(text).lookingAt()) {
                addDescribed(text, names);
            }
        });
        return names;
    }

    private static void addDescribed(String text, Set<String> names) {
        for (Matcher descriptor = IN_DESCRIPTOR.matcher(text); descriptor.find(); ) {
            names.add(descriptor.group(1));
        }
    }
}
