package dev.carom.error;

import dev.carom.DeathCertificate;
import org.jspecify.annotations.Nullable;

/**
 * The worker died while it ran the task, for a reason that nobody asked for. The {@linkplain #certificate()
 * certificate} says how it died. Its {@linkplain #getCause() cause}, where there is one, carries the stack of the task's
 * thread before that: where it was killed over {@code hardMemoryPerChild}. Billiard's {@code WorkerLostError}.
 */
public final class WorkerLostException extends PoolException {
    private static final long serialVersionUID = 1L;

    private final DeathCertificate certificate;

    public WorkerLostException(DeathCertificate certificate, @Nullable TaskStack stack) {
        super(certificate.describe(), stack);
        this.certificate = certificate;
    }

    public DeathCertificate certificate() {
        return certificate;
    }

    /** The process id of the worker that died; -1 where it never had one. */
    public long pid() {
        return certificate.pid();
    }

    @Override
    public boolean retryIsSafe() {
        return false;
    }
}
