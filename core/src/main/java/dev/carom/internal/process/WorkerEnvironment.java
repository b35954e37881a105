package dev.carom.internal.process;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The environment variables of a worker. */
final class WorkerEnvironment {
    /**
     * Variables that a JVM takes flags from. Workers do not inherit them: what they did to this JVM is among the mirrored
     * flags, and the rest (agents, heap sizes, ports) is meant for one process. The user's own values reach workers.
     */
    private static final List<String> FLAG_VARIABLES = List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS");

    private WorkerEnvironment() {}

    /** Turns the environment of this process into that of this worker. */
    static void apply(LaunchConfig config, int worker, Map<String, String> environment) {
        choose(config, environment);
        Nesting.enter(environment, config.pool(), worker);
    }

    /** As {@link #apply}, without what Carom itself puts there. */
    static void choose(LaunchConfig config, Map<String, String> environment) {
        Set<String> allowed = config.environmentAllowList();
        if (allowed != null) {
            environment.keySet().removeIf(name -> allowed.stream().noneMatch(pattern -> matches(name, pattern)));
        } else {
            withoutFlags(environment);
        }
        environment.putAll(config.environment());
    }

    private static boolean matches(String name, String pattern) {
        return pattern.endsWith("*") ? name.startsWith(pattern.substring(0, pattern.length() - 1)) : name.equals(pattern);
    }

    static void withoutFlags(Map<String, String> environment) {
        FLAG_VARIABLES.forEach(environment::remove);
    }
}
