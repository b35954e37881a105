package dev.carom.cli.task;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * All that a worker needs to call the function.
 *
 * @param className the binary name of the function's class
 * @param methodName a public static method of it
 * @param ofPath whether it takes a {@code Path}; otherwise a {@code String}
 * @param json whether results are wanted as JSON; otherwise as text
 * @param classPath where its classes are, absolute
 * @param classes those that were compiled for this run, by binary name
 */
public record TaskCode(
        String className,
        String methodName,
        boolean ofPath,
        boolean json,
        List<String> classPath,
        Map<String, byte[]> classes)
        implements Serializable {}
