package dev.carom.internal.process;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A parent JVM of its own: launches one {@link SampleWorker} and prints what came of it. */
public final class ParentProgram {
    private ParentProgram() {}

    /** Prints the report of one worker that shows the properties and variables named in the arguments. */
    public static void main(String[] args) throws Exception {
        run(args).forEach(System.out::println);
        if (args.length > 2 && args[2].equals("hang")) {
            hang();
        }
    }

    /** The output of that worker. */
    public static List<String> run(String... args) throws Exception {
        LaunchConfig config = LaunchConfig.builder()
                .output(dev.carom.WorkerOutput.DISCARD)
                .workingDirectory(Path.of("/"))
                .jvmArgs(List.of("-Dsample=facts", "-Dshow=" + args[0], "-DshowEnvironment=" + args[1]))
                .build("parent", 1);
        try (PoolDirectory directory = PoolDirectory.create();
                ProcessLauncher launcher =
                        new ProcessLauncher(config, directory, SampleWorker.class.getName(), ProcessBuilder::start)) {
            WorkerProcess worker = launcher.launch(1, directory.socket(1));
            worker.hand("secret");
            return worker.exit().get(60, TimeUnit.SECONDS).output();
        }
    }

    private static void hang() throws Exception {
        LaunchConfig config = LaunchConfig.builder()
                .launcher(launch -> List.of("sh", "-c", "echo worker $$; exec sleep 1000"))
                .build("parent", 1);
        PoolDirectory directory = PoolDirectory.create();
        ProcessLauncher launcher = new ProcessLauncher(config, directory);
        System.out.println("directory " + directory.path());
        launcher.launch(1, directory.socket(1)).exit().join();
        launcher.close();
    }
}
