package dev.carom.tests.failures;

import java.io.Externalizable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInput;
import java.io.ObjectInputStream;
import java.io.ObjectOutput;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/** Values that make trouble when they are encoded or decoded, in each of the ways in which Java runs code then. */
final class Troubled {
    private Troubled() {}

    /** Encoded, it makes trouble. */
    record Writing(Trouble trouble) implements Serializable {
        @Serial
        private Object writeReplace() throws IOException {
            trouble.make();
            return this;
        }
    }

    /** Decoded, it makes trouble: by {@code readObject}. */
    static class Reading implements Serializable {
        @Serial private static final long serialVersionUID = 1L;
        final Trouble trouble;

        Reading(Trouble trouble) {
            this.trouble = trouble;
        }

        @Serial
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            trouble.make();
        }

        @Serial
        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
        }
    }

    /** Decoded, it makes trouble: the first time of one kind, and of another from then on. */
    record Changing(String seen, Trouble first, Trouble then) implements Serializable {
        @Serial
        private Object readResolve() throws IOException {
            boolean now = new File(seen).createNewFile();
            (now ? first : then).make();
            return this;
        }
    }

    /** By what it inherits. */
    static final class Inheriting extends Reading {
        @Serial private static final long serialVersionUID = 1L;

        Inheriting(Trouble trouble) {
            super(trouble);
        }
    }

    /** By {@code readResolve}. */
    static final class Resolving implements Serializable {
        @Serial private static final long serialVersionUID = 1L;
        private final Trouble trouble;

        Resolving(Trouble trouble) {
            this.trouble = trouble;
        }

        @Serial
        private Object readResolve() throws IOException {
            trouble.make();
            return this;
        }
    }

    /** By {@code readExternal}. */
    public static final class External implements Externalizable {
        @Serial private static final long serialVersionUID = 1L;
        private Trouble trouble;

        /** For serialization. */
        public External() {
            this(Trouble.ERROR);
        }

        External(Trouble trouble) {
            this.trouble = trouble;
        }

        @Override
        public void writeExternal(ObjectOutput out) throws IOException {
            out.writeObject(trouble);
        }

        @Override
        public void readExternal(ObjectInput in) throws IOException, ClassNotFoundException {
            trouble = (Trouble) in.readObject();
            trouble.make();
        }
    }

    /** Is constructed rather than read. */
    static class Constructed {
        private static boolean built;

        Constructed() {
            if (built) {
                Trouble.EXIT.makeUnchecked();
            }
            built = true;
        }
    }

    /** By the constructor of a superclass that is not serializable, the second time that it runs. */
    static final class Constructing extends Constructed implements Serializable {
        @Serial private static final long serialVersionUID = 1L;
    }

    /** By its hash code, once it has lost what is transient. */
    static final class Key implements Serializable {
        @Serial private static final long serialVersionUID = 1L;
        private final Trouble trouble;
        private final transient boolean original = true;

        Key(Trouble trouble) {
            this.trouble = trouble;
        }

        @Override
        public int hashCode() {
            if (!lives()) {
                trouble.makeUnchecked();
            }
            return 1;
        }

        /** Not the field itself, which the compiler would take for a constant. */
        private boolean lives() {
            try {
                return getClass().getDeclaredField("original").getBoolean(this);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }
    }

    static Map<Key, Integer> keyed(Trouble trouble) {
        return new HashMap<>(Map.of(new Key(trouble), 1));
    }

    /** By its order, once it has lost what is transient. */
    static final class Ordered implements Comparable<Ordered>, Serializable {
        @Serial private static final long serialVersionUID = 1L;
        private final Trouble trouble;
        private transient Object original = "there";

        Ordered(Trouble trouble) {
            this.trouble = trouble;
        }

        @Override
        public int compareTo(Ordered other) {
            if (original == null) {
                trouble.makeUnchecked();
            }
            return 0;
        }
    }

    static PriorityQueue<Ordered> queued(Trouble trouble) {
        PriorityQueue<Ordered> queue = new PriorityQueue<>();
        queue.add(new Ordered(trouble));
        queue.add(new Ordered(trouble));
        return queue;
    }

    /** Of a class that only this process has. */
    static Object foreign() throws IOException, ReflectiveOperationException {
        try (InputStream in = Troubled.class.getResourceAsStream("Troubled$Plain.class")) {
            String code = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).replace("Troubled$Plain", "Troubled$Alien");
            Class<?> made = MethodHandles.lookup().defineClass(code.getBytes(StandardCharsets.ISO_8859_1));
            return made.getDeclaredConstructor().newInstance();
        }
    }

    static final class Plain implements Serializable {
        @Serial private static final long serialVersionUID = 1L;
    }

    /** Throws in every process but the one that made it. */
    record Homesick(long pid) implements Serializable {
        Homesick {
            if (pid != ProcessHandle.current().pid()) {
                throw new IllegalArgumentException("made by " + pid);
            }
        }
    }

    /** Throws in every process but the one that made it, when it is initialized. */
    static final class Local implements Serializable {
        @Serial private static final long serialVersionUID = 1L;

        static {
            if (Boolean.getBoolean("carom.test.parent")) {
                throw new IllegalStateException("not here");
            }
        }
    }
}
