package dev.carom.cli.text;

/** Text in one line: for tab-separated files, where it can be read back, and for people. */
public final class Escapes {
    private Escapes() {}

    /** With tab, line ends, NUL and backslash written as {@code \t \n \r \0 \\}. */
    public static String field(String text) {
        StringBuilder escaped = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int code = "\\\t\n\r\0".indexOf(c);
            if (code >= 0 && escaped == null) {
                escaped = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (escaped != null) {
                if (code >= 0) {
                    escaped.append('\\').append("\\tnr0".charAt(code));
                } else {
                    escaped.append(c);
                }
            }
        }
        return escaped == null ? text : escaped.toString();
    }

    /** Reads what {@link #field} wrote. @throws IllegalArgumentException if that did not write it */
    public static String unescape(String field) {
        if (field.indexOf('\\') < 0) {
            return field;
        }
        StringBuilder text = new StringBuilder(field.length());
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\') {
                i++;
                int code = i < field.length() ? "\\tnr0".indexOf(field.charAt(i)) : -1;
                if (code < 0) {
                    throw new IllegalArgumentException("'\\' must be followed by one of \\ t n r 0");
                }
                c = "\\\t\n\r\0".charAt(code);
            }
            text.append(c);
        }
        return text.toString();
    }

    /** For a terminal: the first line, cut where it is very long, control characters shown as {@code ?}. */
    public static String line(String text, int longest) {
        int end = 0;
        while (end < text.length() && end < longest && text.charAt(end) != '\n' && text.charAt(end) != '\r') {
            end++;
        }
        StringBuilder line = new StringBuilder(text.substring(0, end));
        for (int i = 0; i < line.length(); i++) {
            if (Character.isISOControl(line.charAt(i)) && line.charAt(i) != '\t') {
                line.setCharAt(i, '?');
            }
        }
        return text.substring(end).isBlank() ? line.toString() : line.append(" [...]").toString();
    }
}
