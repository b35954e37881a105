package dev.carom.error;

import dev.carom.DeathCertificate;

/**
 * The worker died while it ran the task, for a reason that nobody asked for. The {@linkplain #certificate()
 * certificate} says how it died. The seed's {@code WorkerLostError}.
 */
public final class WorkerLostException extends PoolException {
    private static final long serialVersionUID = 1L;

    private final DeathCertificate certificate;

    public WorkerLostException(DeathCertificate certificate) {
        super(certificate.describe(), null);
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
