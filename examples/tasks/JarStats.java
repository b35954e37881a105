import java.io.IOException;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** How many classes and other files a jar holds, and how far it is compressed. */
public class JarStats {

    public static String stats(Path jar) throws IOException {
        int classes = 0;
        int others = 0;
        long packed = 0;
        long unpacked = 0;
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                if (!entry.isDirectory()) {
                    if (entry.getName().endsWith(".class")) {
                        classes++;
                    } else {
                        others++;
                    }
                    packed += entry.getCompressedSize();
                    unpacked += entry.getSize();
                }
            }
        }
        return "%-44s %5d classes %5d others %7d KiB, %2d%% of it packed".formatted(
                jar.getFileName(), classes, others, unpacked >> 10, unpacked == 0 ? 100 : 100 * packed / unpacked);
    }
}
