package dev.carom.tests.failures;

import java.io.IOException;

/** What user code does at the worst moment. */
enum Trouble {
    ERROR {
        @Override
        void make() throws IOException {
            throw new IOException("trouble on purpose");
        }
    },
    /** What asks for an exit where exits are exceptions. */
    EXIT_REQUEST {
        @Override
        void make() {
            throw new Throwables.ExitRequest(11);
        }
    },
    EXIT {
        @Override
        void make() {
            Death.exit(12);
        }
    },
    CRASH {
        @Override
        void make() throws IOException {
            try {
                Death.crash();
            } catch (ReflectiveOperationException e) {
                throw new IOException(e);
            }
        }
    };

    abstract void make() throws IOException;

    /** Where the compiler allows no exception. */
    void makeUnchecked() {
        try {
            make();
        } catch (IOException e) {
            throw new IllegalStateException("trouble on purpose", e);
        }
    }
}
