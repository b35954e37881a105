package dev.carom.cli.run;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where inputs come from, one at a time. */
public interface InputSource {

    /** The next input; null after the last one. Blocks until there is one. */
    @Nullable Input next() throws IOException;

    /** How many there are in all; -1 while nobody knows yet. Does not block, and may be asked by any thread. */
    long total();

    /** Those on the command line. A JVM has replaced bytes that are no text by U+FFFD, so that is none of an input's own. */
    static InputSource of(List<String> inputs) {
        Iterator<String> rest = inputs.iterator();
        return new InputSource() {
            private long number;

            @Override
            public @Nullable Input next() {
                if (!rest.hasNext()) {
                    return null;
                }
                String text = rest.next();
                number++;
                return new Input(number, text, text.indexOf('\uFFFD') < 0
                        ? null
                        : "input " + number + " is not valid in the charset of the locale (one that has U+FFFD in itself must"
                                + " come from stdin)");
            }

            @Override
            public long total() {
                return inputs.size();
            }
        };
    }
}
