import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The words of a text file, counted. With {@code --output json} the record becomes an object. */
public class WordCount {
    private static final Pattern WORD = Pattern.compile("\\p{L}+");

    public record Words(long total, int distinct, Map<String, Integer> most) {}

    public static Words words(Path file) throws IOException {
        Map<String, Integer> counts = new TreeMap<>();
        WORD.matcher(Files.readString(file)).results()
                .map(MatchResult::group)
                .forEach(word -> counts.merge(word.toLowerCase(), 1, Integer::sum));
        Map<String, Integer> most = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(5)
                .forEach(entry -> most.put(entry.getKey(), entry.getValue()));
        return new Words(counts.values().stream().mapToLong(Integer::longValue).sum(), counts.size(), most);
    }
}
