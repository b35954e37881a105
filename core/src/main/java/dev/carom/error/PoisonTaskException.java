package dev.carom.error;

import dev.carom.DeathCertificate;
import java.util.List;

/** The task was delivered as often as {@code maxDeliveries} allows, and killed its worker each time. */
public final class PoisonTaskException extends PoolException {
    private static final long serialVersionUID = 1L;

    private final List<DeathCertificate> certificates;

    public PoisonTaskException(List<DeathCertificate> certificates) {
        super("the task lost its worker in each of its " + certificates.size()
                + " deliveries and will not be delivered again; last: "
                + certificates.get(certificates.size() - 1).describe(), null);
        this.certificates = List.copyOf(certificates);
    }

    /** One certificate for each delivery, in order. */
    public List<DeathCertificate> certificates() {
        return certificates;
    }

    @Override
    public boolean retryIsSafe() {
        return false;
    }
}
