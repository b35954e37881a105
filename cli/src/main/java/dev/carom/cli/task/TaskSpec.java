package dev.carom.cli.task;

import dev.carom.cli.UsageException;
import java.io.File;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the function that {@code TASK} on the command line names. */
public final class TaskSpec {
    private static final Pattern SOURCE = Pattern.compile("(.*\\.java)(?:::([^:/]+))?", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("([^:/\\s]+)::([^:/\\s]+)");

    private TaskSpec() {}

    /**
     * The code of the task.
     *
     * @param classPath entries as {@link #classPath} gives them
     * @throws UsageException if it cannot be compiled, found or called
     */
    public static TaskCode resolve(String task, List<String> classPath, boolean json) throws UsageException {
        Matcher source = SOURCE.matcher(task);
        if (source.matches()) {
            return fromSource(source.group(1), source.group(2), classPath, json);
        }
        Matcher named = CLASS.matcher(task);
        if (named.matches()) {
            Map<String, byte[]> none = Map.of();
            TaskLoader loader = new TaskLoader(classPath, none);
            List<Method> methods = methods(loader, named.group(1), classPath);
            return code(TaskMethods.choose(named.group(1), methods, List.of(), named.group(2)), json, classPath, none);
        }
        throw new UsageException("TASK must be a Java source file (File.java or File.java::method) or class::method, but is '"
                + task + "'" + (task.contains(".jar") ? "; a jar goes to --class-path" : ""));
    }

    private static TaskCode fromSource(String file, @Nullable String method, List<String> classPath, boolean json)
            throws UsageException {
        Path source = path(file);
        if (!Files.isRegularFile(source)) {
            throw new UsageException("TASK file " + file + (Files.exists(source) ? " is not a file" : " does not exist"));
        }
        if (!Files.isReadable(source)) {
            throw new UsageException("TASK file " + file + " cannot be read");
        }
        if (ModuleLayer.boot().findModule("jdk.compiler").isEmpty()) {
            throw new UsageException("a source file needs a JDK to be compiled, but " + System.getProperty("java.home")
                    + " is a runtime without compiler");
        }
        Map<String, byte[]> classes = SourceCompiler.compile(source, classPath);
        TaskLoader loader = new TaskLoader(classPath, classes);
        List<Method> methods = new ArrayList<>();
        for (String name : sorted(classes)) {
            if (name.indexOf('$') < 0) {
                methods.addAll(methods(loader, name, classPath));
            }
        }
        List<Method> nested = new ArrayList<>();
        if (methods.isEmpty()) { // only a message needs them
            for (String name : sorted(classes)) {
                nested.addAll(methods(loader, name, classPath));
            }
        }
        return code(TaskMethods.choose(file, methods, nested, method), json, classPath, classes);
    }

    private static List<String> sorted(Map<String, byte[]> classes) {
        return classes.keySet().stream().sorted().toList();
    }

    private static TaskCode code(Method method, boolean json, List<String> classPath, Map<String, byte[]> classes) {
        return new TaskCode(method.getDeclaringClass().getName(), method.getName(),
                method.getParameterTypes()[0] == Path.class, json, classPath, classes);
    }

    private static List<Method> methods(TaskLoader loader, String className, List<String> classPath)
            throws UsageException {
        try {
            return Arrays.asList(Class.forName(className, false, loader).getDeclaredMethods());
        } catch (ClassNotFoundException e) {
            throw new UsageException("there is no class " + className + " on --class-path"
                    + (classPath.isEmpty() ? ", which is empty" : " " + String.join(File.pathSeparator, classPath)));
        } catch (LinkageError e) {
            throw new UsageException("class " + className + " cannot be loaded: " + e
                    + "; what it needs must be on --class-path");
        }
    }

    /**
     * The entries of the given paths, absolute; {@code dir/*} stands for the jars in a directory.
     *
     * @throws UsageException if one does not exist
     */
    public static List<String> classPath(List<String> paths) throws UsageException {
        List<String> entries = new ArrayList<>();
        for (String path : paths) {
            for (String entry : path.split(Pattern.quote(File.pathSeparator))) {
                if (entry.endsWith(File.separator + "*") || entry.equals("*")) {
                    entries.addAll(jars(entry));
                } else if (Files.exists(path(entry))) {
                    entries.add(path(entry).toAbsolutePath().toString());
                } else {
                    throw new UsageException("--class-path: " + entry + " does not exist");
                }
            }
        }
        return List.copyOf(entries);
    }

    private static List<String> jars(String wildcard) throws UsageException {
        Path directory = path(wildcard.substring(0, wildcard.length() - 1)).toAbsolutePath();
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(Path::toString).filter(file -> file.endsWith(".jar")).sorted().toList();
        } catch (java.io.IOException e) {
            throw new UsageException("--class-path: " + directory + " cannot be listed");
        }
    }

    private static Path path(String text) throws UsageException {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new UsageException("'" + text + "' is not a path: " + e.getReason());
        }
    }
}
