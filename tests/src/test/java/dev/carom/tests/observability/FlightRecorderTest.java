package dev.carom.tests.observability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carom.ProcessPool;
import dev.carom.TaskOptions;
import dev.carom.error.TimeLimitExceededException;
import dev.carom.error.WorkerLostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jfr.Recording;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recording of Flight Recorder has of a pool of real workers. */
class FlightRecorderTest {
    private static final Duration LIMIT = Duration.ofMillis(300);

    /** What Flight Recorder adds to each event. */
    private static final List<String> COMMON = List.of("startTime", "duration", "eventThread", "stackTrace");

    @TempDir
    Path directory;

    @Test
    void recording_hasWhatHappened_asDocumented() throws Exception {
        Map<String, List<RecordedEvent>> events = record();
        assertThat(values(events, "Task", "outcome")).containsExactly("succeeded", "succeeded", "lost", "timed_out");
        assertThat(values(events, "Task", "correlationId")).containsExactly("first", null, null, "over its limit");
        assertThat(values(events, "Task", "workersLost")).containsExactly(0, 0, 1, 0);
        assertThat(values(events, "Attempt", "lost")).containsExactly(false, false, true, true);
        assertThat(values(events, "Attempt", "worker")).containsExactly(1, 1, 2, 3);
        assertThat(events.get("Attempt")).last().satisfies(e -> {
            assertThat(e.getString("correlationId")).isEqualTo("over its limit");
            assertThat(e.getInt("attempt")).isEqualTo(1);
            assertThat(e.getDuration("ran")).isGreaterThanOrEqualTo(LIMIT);
        });
        assertThat(values(events, "WorkerStart", "worker")).startsWith(1, 2, 3);
        assertThat(values(events, "WorkerDeath", "reason")).contains("recycled_tasks", "exited", "hard_timeout");
        assertThat(events.get("WorkerDeath")).filteredOn(e -> e.getBoolean("crash")).singleElement()
                .satisfies(e -> assertThat(e.getInt("exitCode")).isEqualTo(3));
        assertThat(events.get("WorkerRecycle")).singleElement()
                .satisfies(e -> assertThat(e.getLong("tasks")).isEqualTo(2));
        assertThat(events.get("Limit")).singleElement().satisfies(e -> {
            assertThat(e.getString("kind")).isEqualTo("hard");
            assertThat(e.getDuration("limit")).isEqualTo(LIMIT);
        });
        isDocumented(events);
    }

    private Map<String, List<RecordedEvent>> record() throws Exception {
        Path file = directory.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            try (ProcessPool pool =
                    ProcessPool.builder().processes(1).spares(0).name("recorded").maxTasksPerChild(2).build()) {
                TaskOptions<Integer> named = TaskOptions.<Integer>defaults().correlationId("first");
                assertThat(pool.<Integer, RuntimeException>apply(() -> 1, named)).isEqualTo(1);
                assertThat(pool.<Integer, RuntimeException>apply(() -> 2)).isEqualTo(2);
                assertThatThrownBy(() -> pool.run(() -> Runtime.getRuntime().halt(3)))
                        .isInstanceOf(WorkerLostException.class);
                assertThatThrownBy(() -> pool.apply(() -> {
                    while (true) {
                        Thread.onSpinWait();
                    }
                }, TaskOptions.defaults().timeout(LIMIT).correlationId("over its limit")))
                        .isInstanceOf(TimeLimitExceededException.class);
            }
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("dev.carom."))
                .sorted(Comparator.comparing(RecordedEvent::getStartTime)) // a file has them in the order of its buffers
                .collect(Collectors.groupingBy(event -> event.getEventType().getName().substring("dev.carom.".length())));
    }

    private static List<Object> values(Map<String, List<RecordedEvent>> events, String type, String field) {
        return events.get(type).stream().map(event -> event.<Object>getValue(field)).toList();
    }

    /** Each type has its table in the documentation, with a row for each field. */
    private static void isDocumented(Map<String, List<RecordedEvent>> events) throws Exception {
        String page = Files.readString(Path.of("../docs/observability.md"));
        assertThat(events.keySet())
                .containsExactlyInAnyOrder("Task", "Attempt", "WorkerStart", "WorkerDeath", "WorkerRecycle", "Limit");
        events.forEach((name, all) -> {
            String heading = "### `dev.carom." + name + "`";
            assertThat(page).contains(heading);
            int from = page.indexOf(heading);
            int to = page.indexOf("\n#", from + 1);
            String table = page.substring(from, to < 0 ? page.length() : to);
            assertThat(all.get(0).getEventType().getFields()).extracting(ValueDescriptor::getName)
                    .filteredOn(field -> !COMMON.contains(field))
                    .allSatisfy(field -> assertThat(table).as(name).contains("| `" + field + "` |"));
        });
    }
}
