package dev.carom.cli.run;

import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where inputs come from, one at a time. */
public interface InputSource {

    /** The next input; null after the last one. Blocks until there is one. */
    @Nullable Input next() throws IOException;

    /** How many there are in all; -1 where nobody knows yet. */
    long total();

    /** Those on the command line. */
    static InputSource of(List<String> inputs) {
        Iterator<String> rest = inputs.iterator();
        return new InputSource() {
            private long number;

            @Override
            public @Nullable Input next() {
                return rest.hasNext() ? new Input(++number, rest.next(), null) : null;
            }

            @Override
            public long total() {
                return inputs.size();
            }
        };
    }
}
