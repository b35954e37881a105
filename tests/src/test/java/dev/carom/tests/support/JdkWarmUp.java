package dev.carom.tests.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes the JDK open the descriptors that it opens once and keeps, so that none of them looks like a leak of a test. */
final class JdkWarmUp {
    static {
        try {
            Path directory = Files.createTempDirectory("tests");
            UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("s"));
            try (Selector selector = Selector.open();
                    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
                    SocketChannel client = SocketChannel.open(address);
                    SocketChannel accepted = server.accept()) {
                client.configureBlocking(false);
                selector.selectNow();
                accepted.shutdownOutput();
            } finally {
                Files.deleteIfExists(address.getPath());
                Files.delete(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JdkWarmUp() {}

    /** Does its work when the class is initialized. */
    static void once() {}
}
