package dev.carom.examples.hosts;

import dev.carom.ProcessPool;
import dev.carom.TaskOptions;
import dev.carom.error.TimeLimitExceededException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;

/**
 * A server with one thread and one selector, which has the pool's channels beside those of its clients. A client sends the
 * source of a regular expression in a line, and is told whether {@value #TEXT} matches; one that takes too long costs nobody
 * else anything.
 */
public final class SelectorServer {
    static final String TEXT = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!";

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Selector selector;
    private final ServerSocketChannel listener;
    private final ProcessPool pool;
    private volatile boolean stopped;

    SelectorServer() throws IOException {
        selector = Selector.open();
        listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
        pool = ProcessPool.builder().processes(2).timeout(LIMIT).threads(false).hostWakeUp(selector::wakeup).build();
    }

    public static void main(String[] args) throws Exception {
        SelectorServer server = new SelectorServer();
        FutureTask<Void> client = new FutureTask<>(() -> {
            try {
                for (String expression : List.of("a+!", "a+", "(a+)+\\1b")) {
                    System.out.println(expression + " " + ask(server.port(), expression));
                }
            } finally {
                server.stop();
            }
            return null;
        });
        new Thread(client, "client").start();
        server.serve();
        client.get();
    }

    int port() {
        return listener.socket().getLocalPort();
    }

    // ---- the loop

    void serve() throws IOException {
        while (!stopped) {
            Duration rest = pool.maintainPool();
            watchNewChannels();
            selector.select(this::ready, Math.max(1, rest.toMillis()));
        }
        listener.close();
        pool.close();
        selector.close();
    }

    void stop() {
        stopped = true;
        selector.wakeup();
    }

    private void watchNewChannels() throws IOException {
        for (SelectableChannel channel : pool.channels()) {
            if (channel.isOpen() && channel.keyFor(selector) == null) {
                int what = channel instanceof ServerSocketChannel ? SelectionKey.OP_ACCEPT : SelectionKey.OP_READ;
                channel.register(selector, what, pool);
            }
        }
    }

    private void ready(SelectionKey key) {
        try {
            if (key.attachment() == pool) {
                if (!pool.handleResultEvent(key.channel())) {
                    key.cancel();
                }
            } else if (key.channel() == listener) {
                SocketChannel client = listener.accept();
                client.configureBlocking(false);
                client.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(1000));
            } else {
                read((SocketChannel) key.channel(), (ByteBuffer) key.attachment());
            }
        } catch (IOException e) {
            gone(e);
        }
    }

    private static void gone(IOException e) {
        System.out.println("A client has gone: " + e.getMessage());
    }

    // ---- a client

    /** A client that sends more than a line of 1000 bytes is cut off. */
    private void read(SocketChannel client, ByteBuffer line) throws IOException {
        int count;
        try {
            count = client.read(line);
        } catch (IOException e) { // it has reset its connection
            client.close();
            throw e;
        }
        if (count <= 0) {
            client.close();
            return;
        }
        if (line.get(line.position() - 1) == '\n') {
            String expression = StandardCharsets.UTF_8.decode(line.flip()).toString().strip();
            line.clear();
            pool.applyAsync(() -> TEXT.matches(expression), TaskOptions.<Boolean>defaults()
                    .callback(matches -> answer(client, matches ? "matches" : "does not match"))
                    .errorCallback(e -> answer(client,
                            e instanceof TimeLimitExceededException ? "takes too long" : "failed: " + e.getMessage())));
        }
    }

    /** On the thread of the loop, as all callbacks are. */
    private static void answer(SocketChannel client, String answer) {
        try (client) {
            client.write(ByteBuffer.wrap((answer + "\n").getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            gone(e);
        }
    }

    static String ask(int port, String expression) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                BufferedReader answers = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            socket.getOutputStream().write((expression + "\n").getBytes(StandardCharsets.UTF_8));
            return String.valueOf(answers.readLine());
        }
    }
}
