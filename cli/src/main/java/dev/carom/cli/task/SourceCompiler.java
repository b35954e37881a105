package dev.carom.cli.task;

import dev.carom.cli.UsageException;
import dev.carom.worker.TaskContext;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.ForwardingJavaFileObject;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Compiles a source file into memory: workers get the classes by message, and no file is left behind. Annotation processors on
 * the class path are not run: they are code of the user's, and write files. As for {@code java File.java}, its public class may
 * have any name.
 */
final class SourceCompiler {
    private SourceCompiler() {}

    /**
     * The classes that the file defines, by binary name. Only where {@code jdk.compiler} is there.
     *
     * @throws UsageException if it does not compile; the message is what javac says
     */
    static Map<String, byte[]> compile(Path source, List<String> classPath) throws UsageException {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler());
        List<String> path = new ArrayList<>(classPath);
        path.add(ownCode());
        List<String> options = List.of(
                "-classpath", String.join(File.pathSeparator, path), "-g", "-encoding", "UTF-8", "-Xlint:none", "-proc:none");
        StringWriter messages = new StringWriter();
        // What is not UTF-8 the file manager says by itself, and the compiler goes on as if all were well.
        DiagnosticCollector<JavaFileObject> unreadable = new DiagnosticCollector<>();
        Map<String, ByteArrayOutputStream> written = new HashMap<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(unreadable, null, StandardCharsets.UTF_8)) {
            boolean compiled = compiler.getTask(messages, new InMemory(files, written), null, options, null,
                            List.of(new Source(files.getJavaFileObjects(source.toFile()).iterator().next())))
                    .call();
            for (Diagnostic<?> diagnostic : unreadable.getDiagnostics()) {
                if (diagnostic.getKind() == Diagnostic.Kind.ERROR) {
                    throw new UsageException(diagnostic.toString());
                }
            }
            if (!compiled) {
                throw new UsageException(messages.toString().stripTrailing());
            }
        } catch (IOException e) {
            throw new UsageException("cannot compile " + source + ": " + e);
        }
        Map<String, byte[]> classes = new HashMap<>();
        written.forEach((name, bytes) -> classes.put(name, bytes.toByteArray()));
        return classes;
    }

    private static String ownCode() {
        try {
            return Path.of(TaskContext.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Source extends ForwardingJavaFileObject<JavaFileObject> {
        Source(JavaFileObject file) {
            super(file);
        }

        @Override
        public boolean isNameCompatible(String simpleName, Kind kind) {
            return true;
        }
    }

    private static final class InMemory extends ForwardingJavaFileManager<StandardJavaFileManager> {
        private final Map<String, ByteArrayOutputStream> written;

        InMemory(StandardJavaFileManager files, Map<String, ByteArrayOutputStream> written) {
            super(files);
            this.written = written;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            if (kind == JavaFileObject.Kind.CLASS) {
                written.put(className, bytes);
            }
            return new SimpleJavaFileObject(URI.create("memory:///" + className.replace('.', '/') + kind.extension), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return bytes;
                }
            };
        }
    }
}
