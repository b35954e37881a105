package dev.carom.tests.faults;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;

/** A value that comes by {@link Point#DECODING} when a worker decodes the task that holds it. */
final class Tripwire implements Serializable {
    private static final long serialVersionUID = 1L;

    private byte[] load;

    Tripwire(byte[] load) {
        this.load = load;
    }

    byte[] load() {
        return load;
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        Saboteur.at(Point.DECODING);
    }
}
