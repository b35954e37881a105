package dev.carom.tests.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ProcessPool;
import dev.carom.TaskOptions;
import dev.carom.error.WorkerLostException;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.Test;

/** What JMX tools see of pools. */
class JmxTest {
    private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

    @Test
    void pool_isSeenFromItsStartToItsEnd() throws Exception {
        ObjectName name = new ObjectName("dev.carom:type=Pool,name=\"seen, by all\"");
        try (ProcessPool pool = ProcessPool.builder().processes(1).name("seen, by all").jmx(true).build()) {
            TaskOptions<Integer> named = TaskOptions.<Integer>defaults().correlationId("of the test");
            assertThat(pool.<Integer, RuntimeException>apply(() -> 1, named)).isEqualTo(1);
            assertThat(SERVER.getAttribute(name, "Name")).isEqualTo("seen, by all");
            assertThat(SERVER.getAttribute(name, "State")).isEqualTo("RUNNING");
            assertThat(SERVER.getAttribute(name, "Succeeded")).isEqualTo(1L);
            assertThat((String[]) SERVER.getAttribute(name, "SlowestEnded")).singleElement().asString()
                    .contains("of the test", "worker 1 (pid ", "attempt 1");
            TabularData exits = (TabularData) SERVER.getAttribute(name, "Exits");
            assertThat(exits.get(new Object[] {"SIGNALLED"}).get("value")).isEqualTo(0L);
            for (MBeanAttributeInfo attribute : SERVER.getMBeanInfo(name).getAttributes()) {
                assertThat(SERVER.getAttribute(name, attribute.getName())).as(attribute.getName()).isNotNull();
            }
            assertThatThrownBy(() -> ProcessPool.builder().processes(1).name("seen, by all").jmx(true).build())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("seen, by all")
                    .hasMessageContaining("name(...)");
            assertThat(SERVER.isRegistered(name)).as("the first one, still").isTrue();
        }
        assertThat(SERVER.queryNames(new ObjectName("dev.carom:*"), null)).isEmpty();
    }

    @Test
    void lastDeaths_tellWhenAndWhy_andOfWhichTask() throws Exception {
        ObjectName name = new ObjectName("dev.carom:type=Pool,name=dying");
        try (ProcessPool pool = ProcessPool.builder().processes(1).name("dying").jmx(true).build()) {
            assertThat((String[]) SERVER.getAttribute(name, "LastDeaths")).isEmpty();
            TaskOptions<Object> named = TaskOptions.defaults().correlationId("image-7");
            Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            assertThatThrownBy(() -> pool.run(() -> {
                System.err.println("there it goes");
                Runtime.getRuntime().halt(3);
            }, named)).isInstanceOfSatisfying(WorkerLostException.class, lost -> {
                String[] deaths = attribute(name, "LastDeaths");
                assertThat(deaths).singleElement().asString()
                        .contains(" EXITED task=image-7: worker 1 (pid " + lost.certificate().pid() + ") terminated abruptly",
                                "exit code 3", "there it goes")
                        .satisfies(line -> assertThat(Instant.parse(line.substring(0, line.indexOf(' '))))
                                .isBetween(before, Instant.now()));
            });
        }
    }

    private static String[] attribute(ObjectName name, String attribute) {
        try {
            return (String[]) SERVER.getAttribute(name, attribute);
        } catch (JMException e) {
            throw new AssertionError(e);
        }
    }
}
