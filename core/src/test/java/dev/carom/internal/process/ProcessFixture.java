package dev.carom.internal.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carom.WorkerLauncher;
import dev.carom.WorkerOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** Launches {@link SampleWorker}s, or programs in their place, and leaves nothing behind. */
final class ProcessFixture implements AutoCloseable {
    static final long PATIENCE_SECONDS = 60;

    final PoolDirectory directory = PoolDirectory.create();
    final ProcessLauncher launcher;
    private int next = 1;

    private ProcessFixture(LaunchConfig config, ProcessLauncher.Starter starter) {
        launcher = new ProcessLauncher(config, directory, SampleWorker.class.getName(), starter);
    }

    /** A launcher of sample workers that do what {@code sample} says. */
    static ProcessFixture sample(String sample, String... jvmArgs) {
        return sample(sample, config -> config, jvmArgs);
    }

    static ProcessFixture sample(String sample, UnaryOperator<LaunchConfig.Builder> more, String... jvmArgs) {
        List<String> args = new ArrayList<>(List.of("-Dsample=" + sample, "-XX:TieredStopAtLevel=1"));
        args.addAll(List.of(jvmArgs));
        return of(more.apply(builder().jvmArgs(args)));
    }

    /** A launcher that runs a shell script where the JVM would be. */
    static ProcessFixture shell(String script) {
        return of(builder().launcher(running(script)));
    }

    static WorkerLauncher running(String script) {
        return launch -> List.of("sh", "-c", script);
    }

    static LaunchConfig.Builder builder() {
        return LaunchConfig.builder().output(WorkerOutput.DISCARD);
    }

    static LaunchConfig config() {
        return builder().build("test", 2);
    }

    static ProcessFixture of(LaunchConfig.Builder config) {
        return of(config, ProcessBuilder::start);
    }

    static ProcessFixture of(LaunchConfig.Builder config, ProcessLauncher.Starter starter) {
        return new ProcessFixture(config.build("test", 2), starter);
    }

    WorkerProcess launch() {
        int worker = next++;
        try {
            directory.admit(worker);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        WorkerProcess process = launcher.launch(worker, directory.socket(worker));
        process.hand("the secret");
        return process;
    }

    /** Launches one and waits for its end. */
    ExitReport run() throws Exception {
        return ended(launch());
    }

    static ExitReport ended(WorkerProcess process) throws Exception {
        return process.exit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        launcher.close();
        directory.close();
        assertThat(directory.path()).doesNotExist();
    }
}
