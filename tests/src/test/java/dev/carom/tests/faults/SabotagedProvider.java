package dev.carom.tests.faults;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;
import java.util.List;

/**
 * Puts a {@link SabotagedChannel} around the channel of a worker that is otherwise as it is shipped: the JDK asks the
 * provider that a system property names for its channels.
 */
public final class SabotagedProvider extends SelectorProvider {
    private final SelectorProvider real;

    public SabotagedProvider() {
        try {
            real = (SelectorProvider) Class.forName("sun.nio.ch.DefaultSelectorProvider").getMethod("get").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK keeps its own provider elsewhere", e);
        }
    }

    /** The flags that install it in a worker. */
    static List<String> flags() {
        return List.of(
                "-Djava.nio.channels.spi.SelectorProvider=" + SabotagedProvider.class.getName(),
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED");
    }

    @Override
    public SocketChannel openSocketChannel(ProtocolFamily family) throws IOException {
        return new SabotagedChannel(this, real.openSocketChannel(family));
    }

    @Override
    public SocketChannel openSocketChannel() throws IOException {
        return real.openSocketChannel();
    }

    @Override
    public DatagramChannel openDatagramChannel() throws IOException {
        return real.openDatagramChannel();
    }

    @Override
    public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
        return real.openDatagramChannel(family);
    }

    @Override
    public Pipe openPipe() throws IOException {
        return real.openPipe();
    }

    @Override
    public AbstractSelector openSelector() throws IOException {
        return real.openSelector();
    }

    @Override
    public ServerSocketChannel openServerSocketChannel() throws IOException {
        return real.openServerSocketChannel();
    }
}
