package dev.carom.tests.codecs;

import dev.carom.codec.Codec;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** Takes {@link Pair}s, which are not serializable. */
class Pairs implements Codec {
    private static final long serialVersionUID = 1L;

    record Pair(int a, int b) {}

    @Override
    public boolean takes(Class<?> type) {
        return type == Pair.class;
    }

    @Override
    public boolean encode(Object value, OutputStream out) throws IOException {
        Pair pair = (Pair) value;
        if (pair.a < 0) {
            throw new IOException("no pair begins below zero");
        }
        DataOutputStream data = new DataOutputStream(out);
        data.writeInt(pair.a);
        data.writeInt(pair.b);
        return true;
    }

    @Override
    public Object decode(ByteBuffer bytes, ClassLoader loader) throws IOException {
        Pair pair = new Pair(bytes.getInt(), bytes.getInt());
        if (pair.b == Integer.MIN_VALUE) {
            throw new IOException("a pair ends in nothing");
        }
        return pair;
    }

    /** Works in the parent, but no worker can make its copy. */
    static final class Stuck extends Pairs {
        private static final long serialVersionUID = 1L;

        private void readObject(ObjectInputStream in) throws IOException {
            throw new IOException("a library is missing");
        }
    }

    /** No copy of it can be sent. */
    static final class Anchored extends Pairs {
        private static final long serialVersionUID = 1L;
        final Object anchor = new Object();
    }
}
