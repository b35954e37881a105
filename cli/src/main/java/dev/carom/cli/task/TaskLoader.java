package dev.carom.cli.task;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Loads the function's classes apart from those of the command line, so that a library in two versions does no harm. Only
 * Carom's own API ({@code TaskContext}, the exceptions) is shared.
 */
public final class TaskLoader extends URLClassLoader {
    private static final String SHARED = "dev.carom.";

    private final Map<String, byte[]> classes;

    static {
        registerAsParallelCapable();
    }

    public TaskLoader(List<String> classPath, Map<String, byte[]> classes) {
        super("carom-task", classPath.stream().map(TaskLoader::url).toArray(URL[]::new), getPlatformClassLoader());
        this.classes = classes;
    }

    private static URL url(String entry) {
        try {
            return new File(entry).toURI().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("no class path entry: " + entry, e);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        Class<?> shared = name.startsWith(SHARED) && !classes.containsKey(name) ? shared(name) : null;
        return shared == null ? super.loadClass(name, resolve) : shared;
    }

    private static @Nullable Class<?> shared(String name) {
        try {
            return TaskLoader.class.getClassLoader().loadClass(name);
        } catch (ClassNotFoundException e) {
            return null; // a class of the user's, in a package whose name begins like ours
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] compiled = classes.get(name);
        return compiled == null ? super.findClass(name) : defineClass(name, compiled, 0, compiled.length);
    }
}
