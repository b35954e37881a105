package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinkedAheadTest {
    @TempDir
    Path directory;

    /** Has a constant of each kind that is listed, and others. */
    static final class Sample {
        private long field = 1L << 40;

        Supplier<String> call(List<Integer> list) {
            return () -> "sum " + (field + list.size() + toString().length());
        }
    }

    @Test
    void eachClassThatIsFound_hasALineOfWhatCanBeResolved() throws Exception {
        String name = Sample.class.getName().replace('.', '/');
        List<String> before = List.of("# a comment", "java/lang/Runnable id: 1", name + " id: 2", "no/such/Type id: 3 super: 1",
                "@lambda-proxy " + name + " get ()V", "");
        Path list = Files.write(directory.resolve("list"), before);

        LinkedAhead.main(new String[] {list.toString()});

        List<String> after = Files.readAllLines(list);
        assertThat(after.subList(0, before.size())).isEqualTo(before);
        assertThat(after.subList(before.size(), after.size())).filteredOn(line -> !line.isEmpty())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("@cp java/lang/Runnable "),
                        line -> assertThat(line).isEqualTo("@cp " + name + resolvable()));
    }

    /** By the tags of the JVM's specification: classes, fields, methods, methods of interfaces, dynamic calls. */
    private static String resolvable() throws IOException {
        List<Integer> kinds = new ArrayList<>();
        StringBuilder indices = new StringBuilder();
        try (InputStream in = Sample.class.getResourceAsStream("LinkedAheadTest$Sample.class")) {
            ConstantPool.read(in.readAllBytes(), (index, tag, text) -> {
                if (List.of(7, 9, 10, 11, 18).contains(tag)) {
                    kinds.add(tag);
                    indices.append(' ').append(index);
                }
            });
        }
        assertThat(kinds).contains(7, 9, 10, 11, 18);
        return indices.toString();
    }
}
