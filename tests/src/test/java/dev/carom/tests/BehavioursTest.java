package dev.carom.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.tests.support.Behaviours;
import dev.carom.tests.support.Behaviours.Behaviour;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Prints which behaviours have no test yet. */
@Order(Integer.MAX_VALUE) // its summary is to end the output
class BehavioursTest {
    private static final List<String> MODULES = List.of("core", "cli", "examples", "tests");

    private static Map<String, Behaviour> behaviours;
    private static Map<String, TreeSet<String>> tagged;

    @BeforeAll
    static void read() throws IOException {
        Path module = Path.of("").toAbsolutePath(); // Surefire runs tests in the directory of their module
        behaviours = Behaviours.read(module.resolve("behaviours.csv"));
        tagged = Behaviours.tagged(module.getParent(), MODULES);
    }

    @Test
    void everyTag_isInTheTable() {
        assertThat(tagged.keySet()).isSubsetOf(behaviours.keySet());
    }

    @Test
    void whatDoesNotApply_hasNoTest() {
        assertThat(behaviours.values())
                .filteredOn(behaviour -> !behaviour.applies())
                .extracting(Behaviour::id)
                .doesNotContainAnyElementsOf(tagged.keySet());
    }

    @Test
    @Tag("B266")
    void testThatHangs_isEnded_andShowsWhereEachThreadStood() throws IOException {
        Properties junit = new Properties();
        try (InputStream in = BehavioursTest.class.getResourceAsStream("/junit-platform.properties")) {
            junit.load(in);
        }
        assertThat(junit)
                .containsEntry("junit.jupiter.execution.timeout.testable.method.default", "120 s")
                .containsEntry("junit.jupiter.execution.timeout.lifecycle.method.default", "120 s")
                .containsEntry("junit.jupiter.execution.timeout.threaddump.enabled", "true");
    }

    @Test
    void whatHasNoTest_isPrinted() {
        report("P1", behaviour -> behaviour.priority().equals("P1"));
        report("P2 and P3", behaviour -> !behaviour.priority().equals("P1"));
    }

    private static void report(String name, Predicate<Behaviour> wanted) {
        List<Behaviour> all =
                behaviours.values().stream().filter(wanted).filter(Behaviour::applies).toList();
        List<Behaviour> missing =
                all.stream().filter(behaviour -> !tagged.containsKey(behaviour.id())).toList();
        System.out.println("Behaviours, " + name + ": " + (all.size() - missing.size()) + " of " + all.size()
                + " have a test" + (missing.isEmpty() ? "" : "; without: " + byArea(missing)));
    }

    private static String byArea(List<Behaviour> missing) {
        Map<String, String> ids = missing.stream()
                .collect(Collectors.groupingBy(
                        Behaviour::area, TreeMap::new, Collectors.mapping(Behaviour::id, Collectors.joining(" "))));
        return ids.entrySet().stream()
                .map(area -> area.getKey() + ": " + area.getValue())
                .collect(Collectors.joining(", "));
    }
}
