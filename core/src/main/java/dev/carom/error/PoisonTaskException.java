package dev.carom.error;

import dev.carom.DeathCertificate;
import java.util.List;

/**
 * The task has cost too many workers, and is not sent to another one: it was delivered as often as {@code maxDeliveries} allows,
 * and lost its worker each time; or three workers died before they had accepted it, as one does whose heap cannot hold a large
 * argument. The latter do not count as deliveries.
 */
public final class PoisonTaskException extends PoolException {
    private static final long serialVersionUID = 2L;

    private final List<DeathCertificate> certificates;
    private final boolean mayHaveRun;

    private PoisonTaskException(String what, List<DeathCertificate> certificates, boolean mayHaveRun) {
        super(what + "; last: " + certificates.get(certificates.size() - 1).describe(), null);
        this.certificates = List.copyOf(certificates);
        this.mayHaveRun = mayHaveRun;
    }

    /** One certificate for each delivery. */
    public static PoisonTaskException delivered(List<DeathCertificate> certificates) {
        return new PoisonTaskException("the task lost its worker in each of its " + certificates.size()
                + " deliveries and will not be delivered again", certificates, true);
    }

    /**
     * One certificate for each worker that did not accept it.
     *
     * @param mayHaveRun whether it may have run in an earlier delivery
     */
    public static PoisonTaskException unaccepted(List<DeathCertificate> certificates, boolean mayHaveRun) {
        return new PoisonTaskException(certificates.size() + " workers died while they received the task,"
                + " before any code of it began" + (mayHaveRun ? " again" : "") + ", and it will not be sent to another", certificates,
                mayHaveRun);
    }

    /** One certificate for each of the workers that the message counts, in order. */
    public List<DeathCertificate> certificates() {
        return certificates;
    }

    /** Whether no code of it has begun. To submit it again as it is costs as many workers again, all the same. */
    @Override
    public boolean retryIsSafe() {
        return !mayHaveRun;
    }
}
