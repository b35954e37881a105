package dev.carom.internal.process;

import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A jar or a directory inside a jar, as executable jars name them: {@code jar:nested:/app.jar/!BOOT-INF/lib/x.jar!/} or
 * {@code jar:file:/app.jar!/BOOT-INF/lib/x.jar!/}; or inside a web application that Tomcat does not unpack:
 * {@code war:file:/app.war*}{@code /WEB-INF/lib/x.jar}.
 *
 * @param outer the file that contains it
 * @param entry its name in there, without a slash at the end
 */
record NestedLocation(Path outer, String entry) {
    /** What the URLs begin with, and what separates the file from the entry in them. */
    private static final Map<String, String> SEPARATORS = Map.of(
            "jar:nested:", "/!", "nested:", "/!", "jar:file:", "!/", "jar:war:file:", "*/", "war:file:", "*/");

    /** The location in a URL; empty where the URL names no entry of a jar. */
    static Optional<NestedLocation> parse(URL url) {
        String text = url.toExternalForm();
        for (Map.Entry<String, String> kind : SEPARATORS.entrySet()) {
            if (text.startsWith(kind.getKey())) {
                return split(text.substring(kind.getKey().length()), kind.getValue());
            }
        }
        return Optional.empty();
    }

    private static Optional<NestedLocation> split(String text, String separator) {
        int at = text.indexOf(separator);
        if (at < 0) {
            return Optional.empty();
        }
        String entry = text.substring(at + separator.length());
        if (entry.endsWith("!/")) {
            entry = entry.substring(0, entry.length() - 2);
        }
        if (entry.endsWith("/")) {
            entry = entry.substring(0, entry.length() - 1);
        }
        return entry.isEmpty()
                ? Optional.empty()
                : Optional.of(new NestedLocation(filePath(text.substring(0, at)), entry));
    }

    /** The path in the text of a URL, whose unsafe characters may or may not be escaped. */
    static Path filePath(String text) {
        try {
            return Path.of(URI.create("file:" + text));
        } catch (IllegalArgumentException e) {
            // Not a URI: File.toURL and some class loaders leave spaces as they are.
            return Path.of(text);
        }
    }
}
