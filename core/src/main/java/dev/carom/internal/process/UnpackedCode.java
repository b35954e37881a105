package dev.carom.internal.process;

import dev.carom.error.LaunchException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Copies of code that is no file of its own: a jar in a jar, or one behind some other URL. */
final class UnpackedCode {
    private final Path directory;
    private int copies;

    UnpackedCode(Path directory) {
        this.directory = directory;
    }

    /** The file or directory that a class path entry stands for, unpacked where it is in a jar. */
    Path file(URL url) {
        if (url.getProtocol().equals("file")) {
            return path(url);
        }
        try {
            NestedLocation nested = NestedLocation.parse(url).orElse(null);
            if (nested != null) {
                return unpack(nested);
            }
            String text = url.toExternalForm();
            if (text.startsWith("jar:file:") && text.endsWith("!/")) {
                return NestedLocation.filePath(text.substring("jar:file:".length(), text.length() - 2));
            }
            return download(url);
        } catch (IOException e) {
            throw new LaunchException(
                    "cannot copy " + url + " for workers (" + e + "); name their class path with classPath(...)", e);
        }
    }

    /** The file or directory that a URL of files stands for. */
    static Path path(URL file) {
        return NestedLocation.filePath(file.toExternalForm().substring("file:".length())).toAbsolutePath();
    }

    /** The class path entry that a resource came from. */
    Path container(URL resource, String name) {
        String text = resource.toExternalForm();
        try {
            return file(urlOf(text.substring(0, text.length() - name.length()), resource));
        } catch (MalformedURLException e) {
            throw new LaunchException("cannot tell which jar " + resource + " is in; name it with classPath(...)", e);
        }
    }

    /** The constructor with a context keeps the stream handler that the class loader gave the resource. */
    @SuppressWarnings("deprecation")
    private static URL urlOf(String text, URL context) throws MalformedURLException {
        return new URL(context, text);
    }

    private Path unpack(NestedLocation nested) throws IOException {
        try (ZipFile outer = new ZipFile(nested.outer().toFile())) {
            ZipEntry entry = outer.getEntry(nested.entry());
            if (entry != null && !entry.isDirectory()) {
                Path target = freshTarget(nested.entry());
                copy(outer, entry, target);
                return target;
            }
            return unpackDirectory(outer, nested.entry() + "/");
        }
    }

    private Path unpackDirectory(ZipFile outer, String prefix) throws IOException {
        Path target = freshTarget("classes");
        makeDirectory(target);
        List<? extends ZipEntry> below = outer.stream()
                .filter(entry -> entry.getName().startsWith(prefix) && !entry.isDirectory())
                .toList();
        for (ZipEntry entry : below) {
            Path file = target.resolve(entry.getName().substring(prefix.length())).normalize();
            if (!file.startsWith(target)) {
                throw new IOException("the entry " + entry.getName() + " of " + outer.getName() + " leaves its directory");
            }
            copy(outer, entry, file);
        }
        return target;
    }

    private void copy(ZipFile outer, ZipEntry entry, Path target) throws IOException {
        makeDirectory(target.getParent());
        try (InputStream in = outer.getInputStream(entry);
                OutputStream out = Files.newOutputStream(target)) {
            in.transferTo(out);
        }
    }

    private void makeDirectory(Path wanted) throws IOException {
        Subdirectories.make(directory.getParent(), wanted);
    }

    private Path download(URL url) throws IOException {
        if (url.getPath().endsWith("/") && !url.getPath().endsWith("!/")) {
            throw new IOException("what is below such a URL cannot be listed");
        }
        Path target = freshTarget(url.getPath());
        makeDirectory(target.getParent());
        try (InputStream in = url.openStream();
                OutputStream out = Files.newOutputStream(target)) {
            in.transferTo(out);
        }
        return target;
    }

    /** A name of its own, though two directories may hold jars of the same name. */
    private Path freshTarget(String entry) {
        return directory.resolve(++copies + "-" + entry.substring(entry.lastIndexOf('/') + 1));
    }
}
