package dev.carom.internal.codec;

/** A worker could not make its copy of the pool's codec. */
public final class UnusableCodecException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    UnusableCodecException(Throwable cause) {
        super("a worker cannot make its copy of the pool's codec: " + EncodingFailure.text(cause)
                + "; what the codec needs must be serializable, and on the worker's class path", cause);
    }
}
