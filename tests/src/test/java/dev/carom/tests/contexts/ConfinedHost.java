package dev.carom.tests.contexts;

import dev.carom.ProcessPool;
import dev.carom.ProcessPoolBuilder;
import dev.carom.launch.Confinement;
import java.nio.file.Path;
import java.util.List;

/** A host that says which processes its one confined worker has, and then stays. */
final class ConfinedHost {
    private ConfinedHost() {}

    /** @param args "sandbox", or the name of a user and the class path of his workers */
    public static void main(String[] args) throws Exception {
        ProcessPoolBuilder builder = ProcessPool.builder().processes(1);
        if (args[0].equals("sandbox")) {
            builder.launcher(Confinement.sandboxed());
        } else {
            builder.launcher(Confinement.limited().user(args[0]))
                    .classPath(List.of(args[1].split(":")).stream().map(Path::of).toList());
        }
        try (ProcessPool pool = builder.build()) {
            pool.apply(() -> 1);
            List<String> pids = ProcessHandle.current().descendants().map(process -> Long.toString(process.pid())).toList();
            System.out.println("processes " + String.join(" ", pids));
            pool.apply(() -> Probes.burn());
        }
    }
}
