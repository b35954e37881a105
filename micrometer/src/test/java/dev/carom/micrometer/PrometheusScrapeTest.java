package dev.carom.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.carom.ApplyResult;
import dev.carom.ProcessPool;
import dev.carom.WorkerInfo;
import dev.carom.WorkerState;
import dev.carom.error.WorkerLostException;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What Prometheus gets from a pool of real workers. */
class PrometheusScrapeTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    /** Each sample of a scrape by its name and labels, as they are written. */
    private static Map<String, Double> scrape(PrometheusMeterRegistry registry) {
        Map<String, Double> samples = new HashMap<>();
        registry.scrape().lines().filter(line -> !line.startsWith("#")).forEach(line -> {
            int space = line.lastIndexOf(' ');
            samples.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
        });
        return samples;
    }

    private static boolean isIdle(ProcessPool pool) {
        return pool.workers().stream().map(WorkerInfo::state).allMatch(state -> state == WorkerState.IDLE);
    }

    @Test
    void scrape_hasWhatThePoolHasDone() throws Exception {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        CaromMetrics metrics;
        try (ProcessPool pool = ProcessPool.builder().processes(1).spares(0).maxTasksPerChild(3).build()) {
            metrics = new CaromMetrics(pool, "scraped", Tags.of("host", "here"));
            metrics.bindTo(registry);
            assertThat(pool.<Integer, RuntimeException>apply(() -> 1)).isEqualTo(1);
            assertThatThrownBy(() -> pool.run(() -> {
                throw new IllegalStateException("of the task");
            })).isInstanceOf(IllegalStateException.class);
            pool.run(() -> {}); // the third: the worker is replaced
            assertThatThrownBy(() -> pool.run(() -> Runtime.getRuntime().halt(3))).isInstanceOf(WorkerLostException.class);
            await().atMost(LONG).until(() -> isIdle(pool));
            await().atMost(LONG).untilAsserted(() -> assertThat(scrape(registry))
                    .containsEntry("carom_workers{host=\"here\",pool=\"scraped\",state=\"idle\"}", 1.0));
            assertThat(scrape(registry))
                    .containsEntry("carom_pool_size{host=\"here\",pool=\"scraped\"}", 1.0)
                    .containsEntry("carom_pool_busy{host=\"here\",pool=\"scraped\"}", 0.0)
                    .containsEntry("carom_pool_state{host=\"here\",pool=\"scraped\",state=\"running\"}", 1.0)
                    .containsEntry("carom_queue_depth{host=\"here\",pool=\"scraped\"}", 0.0)
                    .containsEntry("carom_queue_age_seconds{host=\"here\",pool=\"scraped\"}", 0.0)
                    .containsEntry("carom_tasks_submitted_total{host=\"here\",pool=\"scraped\"}", 4.0)
                    .containsEntry("carom_tasks_completed_total{host=\"here\",outcome=\"succeeded\",pool=\"scraped\"}", 2.0)
                    .containsEntry("carom_tasks_completed_total{host=\"here\",outcome=\"failed\",pool=\"scraped\"}", 1.0)
                    .containsEntry("carom_tasks_completed_total{host=\"here\",outcome=\"lost\",pool=\"scraped\"}", 1.0)
                    .containsEntry("carom_task_wait_seconds_count{host=\"here\",pool=\"scraped\"}", 4.0)
                    .containsEntry("carom_task_time_seconds_count{host=\"here\",pool=\"scraped\"}", 4.0)
                    .containsEntry("carom_worker_recycles_total{host=\"here\",pool=\"scraped\",reason=\"recycled_tasks\"}", 1.0)
                    .containsEntry("carom_worker_deaths_total{cause=\"exited\",host=\"here\",pool=\"scraped\"}", 1.0)
                    .containsEntry("carom_worker_restarts_total{host=\"here\",pool=\"scraped\"}", 2.0);
            assertThat(scrape(registry).get("carom_task_time_seconds_sum{host=\"here\",pool=\"scraped\"}")).isPositive();
            assertThat(scrape(registry).get("carom_task_wait_seconds_sum{host=\"here\",pool=\"scraped\"}")).isPositive();
            oneRuns_andOneWaits(pool, registry);
        }
        assertThat(scrape(registry)).as("it stays as it was").isNotEmpty();
        metrics.close();
        assertThat(scrape(registry)).isEmpty();
    }

    private static void oneRuns_andOneWaits(ProcessPool pool, PrometheusMeterRegistry registry) {
        ApplyResult<Integer> running = pool.applyAsync(() -> {
            while (true) {
                Thread.onSpinWait();
            }
        });
        ApplyResult<Integer> waiting = pool.applyAsync(() -> 2);
        await().atMost(LONG).untilAsserted(() -> assertThat(scrape(registry))
                .containsEntry("carom_pool_busy{host=\"here\",pool=\"scraped\"}", 1.0)
                .containsEntry("carom_queue_depth{host=\"here\",pool=\"scraped\"}", 1.0)
                .hasEntrySatisfying("carom_queue_age_seconds{host=\"here\",pool=\"scraped\"}", age -> assertThat(age).isPositive())
                .hasEntrySatisfying("carom_task_oldest_seconds{host=\"here\",pool=\"scraped\"}", age -> assertThat(age).isPositive()));
        running.cancel(true);
        assertThat(waiting.join()).isEqualTo(2);
        await().atMost(LONG).untilAsserted(() -> assertThat(scrape(registry))
                .containsEntry("carom_worker_deaths_total{cause=\"cancelled\",host=\"here\",pool=\"scraped\"}", 1.0)
                .containsEntry("carom_tasks_completed_total{host=\"here\",outcome=\"cancelled\",pool=\"scraped\"}", 1.0));
    }
}
