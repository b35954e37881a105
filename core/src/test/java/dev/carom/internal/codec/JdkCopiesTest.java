package dev.carom.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.Task;
import dev.carom.error.TaskEncodingException;
import java.io.Serializable;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Values of the JDK that anybody takes for serializable, and are not. */
class JdkCopiesTest {

    private record Titled(Optional<Titled> title, OptionalInt pages) implements Serializable {}

    private record Document(Path file, Path sameFile, List<String> tags, NavigableSet<Integer> pages)
            implements Serializable {}

    private static Stream<Object> values() {
        Map<String, Integer> map = new HashMap<>(Map.of("a", 1, "b", 2));
        return Stream.of(
                Path.of("relative", "n\u00e4me"),
                Path.of("/absolute"),
                Map.entry("key", 7),
                map.entrySet().iterator().next(),
                new ArrayList<>(List.of(1, 2, 3)).subList(0, 2),
                List.of(1, 2, 3).subList(1, 3),
                map.keySet(),
                new TreeMap<>(map).descendingMap().navigableKeySet(),
                new Object[] {Path.of("x"), Map.entry(1, Path.of("y"))},
                List.of(Path.of("x"), "text"),
                Optional.of(Path.of("x")),
                List.of(Optional.of(new BitSet()), Optional.empty()),
                OptionalInt.of(1),
                OptionalInt.empty(),
                OptionalLong.of(2),
                OptionalLong.empty(),
                OptionalDouble.of(0.5),
                OptionalDouble.empty(),
                new Titled(Optional.of(new Titled(Optional.empty(), OptionalInt.of(3))), OptionalInt.empty()));
    }

    @ParameterizedTest
    @MethodSource("values")
    void valueOfTheJdk_goesBothWays(Object value) {
        assertThat(Wires.toWorker(value)).isEqualTo(value);
        assertThat(Wires.toParent(value)).isEqualTo(value);
    }

    @Test
    void viewOfValues_isCopiedInItsOrder() {
        Object back = Wires.toParent(new TreeMap<>(Map.of(1, "one", 2, "two")).values());
        assertThat(back).isEqualTo(List.of("one", "two"));
    }

    @Test
    void partOfAUsersObject_isCopiedTooAndStaysShared() {
        Path file = Path.of("a", "b");
        NavigableSet<Integer> pages = new TreeMap<>(Map.of(3, "", 5, "")).navigableKeySet();
        Document sent = new Document(file, file, new ArrayList<>(List.of("x", "y")).subList(1, 2), pages);
        Document got = Wires.toWorker(sent);
        assertThat(got).isEqualTo(sent);
        assertThat(got.sameFile()).isSameAs(got.file());
        assertThat(got.pages()).isExactlyInstanceOf(TreeSet.class);
    }

    @Test
    void capturedPath_arrives() throws Exception {
        Path file = Path.of("a", "b");
        Task<String, RuntimeException> task = () -> file.getFileName().toString();
        assertThat(Wires.toWorker(task).call()).isEqualTo("b");
    }

    @Test
    void sortedView_keepsItsComparator() {
        TreeMap<String, Integer> map = new TreeMap<>(Comparator.reverseOrder());
        map.put("a", 1);
        map.put("b", 2);
        Object back = Wires.toParent(map.keySet());
        assertThat((TreeSet<?>) back).extracting(Object::toString).containsExactly("b", "a");
    }

    @Test
    void pathInAnArchive_isNoFileThatAWorkerCouldOpen(@TempDir Path directory) throws Exception {
        try (FileSystem zip = FileSystems.newFileSystem(directory.resolve("new.zip"), Map.of("create", "true"))) {
            Path inside = zip.getPath("entry");
            assertThatThrownBy(() -> Wires.toWorker(inside))
                    .isInstanceOf(TaskEncodingException.class)
                    .hasMessageContaining("ZipPath is not Serializable");
        }
    }

    @Test
    void otherValues_areRefusedAsBefore() {
        assertThatThrownBy(() -> Wires.toWorker(new Object[] {Path.of("x"), new Object()}))
                .isInstanceOf(TaskEncodingException.class)
                .hasMessageContaining("java.lang.Object is not Serializable; path: task (Object[]) -> [1] (Object)");
    }
}
