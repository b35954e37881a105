package dev.carom.tests.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The behaviours that a pool must show ({@code tests/behaviours.csv}), and the tests that say that they show one. */
public final class Behaviours {
    private static final Pattern TAG = Pattern.compile("@Tag\\(\"(B\\d+)\"\\)");

    /** No field has a quotation mark in it; one with a comma stands between two. */
    private static final Pattern ROW =
            Pattern.compile("(B\\d{3}),(P[123]),([A-Z]),(\"[^\"]+\"|[^\",]+),(\"[^\"]+\"|[^\",]*)");

    private static final String HEADER = "id,priority,area,text,reason";

    private Behaviours() {}

    /**
     * One row of the table.
     *
     * @param reason why it does not apply to a pool of JVMs; empty where it does
     */
    public record Behaviour(String id, String priority, String area, String text, String reason) {
        public boolean applies() {
            return reason.isEmpty();
        }
    }

    /** All rows by their ids. */
    public static Map<String, Behaviour> read(Path csv) throws IOException {
        Map<String, Behaviour> rows = new TreeMap<>();
        List<String> lines = Files.readAllLines(csv);
        if (!lines.get(0).equals(HEADER)) {
            throw new IOException(csv + " does not start with " + HEADER);
        }
        for (String line : lines.subList(1, lines.size())) {
            MatchResult row = ROW.matcher(line).results().findFirst().orElse(null);
            if (row == null || row.end() - row.start() != line.length()) {
                throw new IOException(csv + ": cannot read the line " + line);
            }
            Behaviour behaviour = new Behaviour(
                    row.group(1), row.group(2), row.group(3), unquoted(row.group(4)), unquoted(row.group(5)));
            if (rows.put(behaviour.id(), behaviour) != null) {
                throw new IOException(csv + ": two lines for " + behaviour.id());
            }
        }
        return rows;
    }

    private static String unquoted(String field) {
        return field.startsWith("\"") ? field.substring(1, field.length() - 1) : field;
    }

    /** The ids that tests of these modules carry, each with the files that it stands in. */
    public static Map<String, TreeSet<String>> tagged(Path root, List<String> modules) throws IOException {
        Map<String, TreeSet<String>> tagged = new TreeMap<>();
        for (String module : modules) {
            Path sources = root.resolve(module).resolve("src/test/java");
            if (Files.isDirectory(sources)) {
                collect(root, sources, tagged);
            }
        }
        return tagged;
    }

    private static void collect(Path root, Path sources, Map<String, TreeSet<String>> tagged) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file : (Iterable<Path>) files.filter(f -> f.toString().endsWith(".java"))::iterator) {
                TAG.matcher(Files.readString(file)).results().forEach(tag -> tagged
                        .computeIfAbsent(tag.group(1), id -> new TreeSet<>())
                        .add(root.relativize(file).toString()));
            }
        }
    }
}
