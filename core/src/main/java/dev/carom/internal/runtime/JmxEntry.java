package dev.carom.internal.runtime;

import dev.carom.PoolStatistics;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;
import javax.management.InstanceAlreadyExistsException;
import javax.management.InstanceNotFoundException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/** The pool's entry in this JVM's MBean server, where one is wanted: from the pool's start to its end. */
final class JmxEntry {
    private final String pool;
    private final boolean wanted;
    private final Supplier<PoolStatistics> statistics;
    private volatile @Nullable ObjectName entered;

    JmxEntry(String pool, boolean wanted, Supplier<PoolStatistics> statistics) {
        this.pool = pool;
        this.wanted = wanted;
        this.statistics = statistics;
    }

    /**
     * Enters the pool.
     *
     * @throws IllegalStateException if there is one of its name
     */
    void open() {
        if (!wanted) {
            return;
        }
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            ObjectName name = new ObjectName("dev.carom:type=Pool,name=" + value(pool));
            server.registerMBean(new PoolBean(pool, statistics), name);
            entered = name;
        } catch (InstanceAlreadyExistsException e) {
            throw new IllegalStateException("jmx(true): there is a pool named " + pool + " in JMX already, which has not ended;"
                    + " give this one another name(...)", e);
        } catch (JMException e) {
            throw new IllegalStateException("jmx(true): pool " + pool + " cannot be registered: " + e.getMessage(), e);
        }
    }

    /** A name with characters that mean something in an object name stands in quotes. */
    private static String value(String name) {
        boolean plain = name.chars().noneMatch(c -> ",=:\"*?\n".indexOf(c) >= 0);
        return plain ? name : ObjectName.quote(name);
    }

    void close() {
        ObjectName name = entered;
        if (name == null) {
            return;
        }
        entered = null;
        try {
            ManagementFactory.getPlatformMBeanServer().unregisterMBean(name);
        } catch (InstanceNotFoundException e) {
            Log.LOG.log(System.Logger.Level.DEBUG, "pool={0}: {1} was unregistered by somebody else", pool, name);
        } catch (JMException e) {
            throw new IllegalStateException("pool " + pool + ": " + name + " cannot be unregistered", e);
        }
    }
}
