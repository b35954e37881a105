package dev.carom.internal.codec;

/** The first byte of each encoded value. A number once given is never given to something else. */
final class Tags {
    static final int NULL = 0;
    /** A varint: the number of an object met before. */
    static final int BACK = 1;

    static final int TRUE = 2;
    static final int FALSE = 3;
    static final int BYTE = 4;
    static final int SHORT = 5;
    static final int CHAR = 6;
    static final int INT = 7;
    static final int LONG = 8;
    static final int FLOAT = 9;
    static final int DOUBLE = 10;
    static final int LATIN1 = 11;
    static final int UTF16 = 12;
    static final int DURATION = 13;
    static final int INSTANT = 14;
    static final int UUID = 15;
    static final int BIG_INTEGER = 16;
    static final int BIG_DECIMAL = 17;
    static final int OPTIONAL = 18;
    static final int ENUM = 19;

    static final int BYTES = 24;
    static final int BOOLEANS = 25;
    static final int SHORTS = 26;
    static final int CHARS = 27;
    static final int INTS = 28;
    static final int LONGS = 29;
    static final int FLOATS = 30;
    static final int DOUBLES = 31;
    static final int OBJECTS = 32;
    static final int STRINGS = 33;

    static final int ARRAY_LIST = 40;
    static final int LINKED_LIST = 41;
    static final int HASH_SET = 42;
    static final int LINKED_HASH_SET = 43;
    static final int HASH_MAP = 44;
    static final int LIST_OF = 45;
    static final int SET_OF = 46;
    static final int MAP_OF = 47;
    static final int ARGS_TWO = 48;
    static final int ARGS_THREE = 49;
    static final int ARGS_FOUR = 50;

    /** A varint: the template; then the captured values. */
    static final int LAMBDA = 56;
    /** Of a pool with a codec of its own only: a varint, the length; what its codec wrote. */
    static final int CODEC = 57;

    /** Of a whole payload only: a Java serialization stream to the end. */
    static final int JAVA = 64;
    /** Of a whole payload only: a varint, the template; then a Java serialization stream of the captured values. */
    static final int LAMBDA_JAVA = 65;
    /** Of a whole payload only: i32 length of the function's payload; it; the payload of the inputs. */
    static final int CHUNK = 66;
    /** Of a whole payload only: see {@link ChunkResultFormat}. */
    static final int CHUNK_RESULT = 67;

    /** Of a task's payload only: i32 length of the context; it, as {@link ContextFormat} writes it; the payload without it. */
    static final int CONTEXT = 68;

    static final int BOXED_INTS = 70;
    static final int BOXED_LONGS = 71;
    static final int BOXED_DOUBLES = 72;
    static final int BOXED_FLOATS = 73;
    static final int BOXED_SHORTS = 74;
    static final int BOXED_CHARS = 75;
    static final int BOXED_BYTES = 76;
    static final int BOXED_BOOLEANS = 77;

    /** Of a whole payload only: what the pool's codec wrote, to the end. */
    static final int ALL_CODEC = 69;
    /** Of a whole payload only: a varint, the template; then the captured values as the pool's codec wrote them, to the end. */
    static final int LAMBDA_CODEC = 78;

    /** An array of primitives that came as a block of its own: the next one of the payload's. */
    static final int BLOCK = 79;

    static final int COUNT = 80;

    private Tags() {}
}
