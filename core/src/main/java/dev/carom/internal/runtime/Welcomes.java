package dev.carom.internal.runtime;

import dev.carom.LeftoverThreads;
import dev.carom.SoftTimeout;
import dev.carom.internal.codec.Rehearsal;
import dev.carom.internal.codec.TaskEncoder;
import dev.carom.internal.context.Carriers;
import dev.carom.internal.process.SourceProgram;
import dev.carom.internal.threads.WorkerSetup;
import dev.carom.internal.wire.Welcome;
import org.jspecify.annotations.Nullable;

/** What workers are told when they have proved themselves; all the same, but for the proof, the number and the warm-up. */
record Welcomes(RuntimeConfig config, @Nullable Carriers carriers, byte[] initializer, byte[] exitHook, byte[] codec) {
    private static final byte[] NONE = {};

    static Welcomes of(RuntimeConfig config, TaskEncoder encoder, @Nullable Carriers carriers) {
        return new Welcomes(config, carriers, encode(encoder, config.initializer()), encode(encoder, config.onProcessExit()),
                config.codec() == null ? NONE : encoder.encodeCodec(config.codec()));
    }

    private static byte[] encode(TaskEncoder encoder, @Nullable Object task) {
        return task == null ? NONE : encoder.encodeStandalone(task).bytes();
    }

    /**
     * For those that are threads: their context class loader is that of the calling thread, unless that knows nothing of the
     * program, as where an older JDK has started it from its source.
     */
    WorkerSetup forThreads() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        ClassLoader source = loader == ClassLoader.getSystemClassLoader() ? SourceProgram.loader() : null;
        return new WorkerSetup(config.name(), source == null ? loader : source, config.maxPayload(), confirmNanos(), raises(),
                carriers, config.installedCodec(), initializer, exitHook);
    }

    private boolean raises() {
        return config.softTimeoutMode() == SoftTimeout.RAISE;
    }

    private long confirmNanos() {
        RuntimeConfig.Confirmation confirmation = config.confirmation();
        return confirmation == null ? 0 : confirmation.timeout().toNanos();
    }

    byte[] forWorker(WorkerLink link) {
        return new Welcome(
                        link.proof(),
                        link.id(),
                        config.name(),
                        ProcessHandle.current().pid(),
                        config.maxPayload(),
                        confirmNanos(),
                        raises(),
                        config.reportMemory(),
                        config.leftoverThreads() != LeftoverThreads.IGNORE,
                        link.isRecorded() ? Rehearsal.whole() : link.isSpare() ? Rehearsal.common() : NONE,
                        initializer,
                        exitHook,
                        codec)
                .encode();
    }
}
