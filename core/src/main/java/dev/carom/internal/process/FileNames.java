package dev.carom.internal.process;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether workers read the names of files as this process does. On Linux a JVM takes the charset for that from variables of its
 * environment; without them it finds no file whose name is not ASCII.
 */
final class FileNames {
    /** The first one that is set decides. */
    private static final List<String> LOCALE = List.of("LC_ALL", "LC_CTYPE", "LANG");

    private FileNames() {}

    /**
     * Why a worker would not find one of the files; null where it would.
     *
     * @param charset in which this process reads them
     * @param own the environment of this process
     * @param workers that of a worker
     */
    static @Nullable String obstacle(
            String charset, Map<String, String> own, Map<String, String> workers, List<String> files) {
        String locale = locale(workers);
        if (!isUtf8(charset) || isUtf8(locale) || locale.equals(locale(own))) {
            return null;
        }
        return files.stream().filter(FileNames::isNotAscii).findFirst()
                .map(file -> "workers would not find " + file + ": their environment "
                        + (locale.isEmpty() ? "has no locale" : "has the locale " + locale) + ", with which a JVM knows no such name,"
                        + " in place of " + locale(own) + " here; allow LC_ALL, LC_CTYPE and LANG in environmentAllowList(...), or"
                        + " set LC_ALL by environment(...)")
                .orElse(null);
    }

    private static String locale(Map<String, String> environment) {
        return LOCALE.stream().map(name -> environment.getOrDefault(name, "")).filter(value -> !value.isEmpty()).findFirst()
                .orElse("");
    }

    private static boolean isUtf8(String charset) {
        return charset.toUpperCase(Locale.ROOT).replace("-", "").contains("UTF8");
    }

    private static boolean isNotAscii(String file) {
        return file.chars().anyMatch(c -> c > 127);
    }
}
