package dev.carom.internal.process;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The text of a {@code java @argfile}: one argument a line, each in quotes. An argument file has no limit of length, where
 * the command line has one for each argument and for their sum.
 */
final class ArgFile {
    private ArgFile() {}

    static String text(List<String> arguments) {
        StringBuilder text = new StringBuilder();
        for (String argument : arguments) {
            quote(argument, text);
            text.append('\n');
        }
        return text.toString();
    }

    /** The launcher hands the bytes on as they are, so they are in the charset in which it reads file names. */
    static byte[] bytes(List<String> arguments) {
        String text = text(arguments);
        CharsetEncoder encoder =
                Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8")).newEncoder();
        try {
            ByteBuffer encoded = encoder.encode(CharBuffer.wrap(text));
            byte[] bytes = new byte[encoded.remaining()];
            encoded.get(bytes);
            return bytes;
        } catch (CharacterCodingException e) {
            // The platform's charset (that of the C locale, say) has no such character: no encoding would be right,
            // and UTF-8 is what a worker with another locale in its environment most likely reads.
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    private static void quote(String argument, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < argument.length(); i++) {
            char c = argument.charAt(i);
            switch (c) {
                case '"', '\\' -> text.append('\\').append(c);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\f' -> text.append("\\f");
                default -> text.append(c);
            }
        }
        text.append('"');
    }
}
