package dev.carom.examples.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the servers do with clients that do not do as they should. */
@Timeout(300)
class HostsTest {
    private static final int CLIENTS = 50;

    private static final UnixOperatingSystemMXBean SYSTEM =
            (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    @Test
    void selectorServer_keepsNothingOfClientsThatResetTheirConnection() throws Exception {
        SelectorServer server = new SelectorServer();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serve(server), thread);
            try {
                assertThat(SelectorServer.ask(server.port(), "a+!")).isEqualTo("matches");
                long before = SYSTEM.getOpenFileDescriptorCount();
                for (int i = 0; i < CLIENTS; i++) {
                    resetHalfWay(server.port());
                }
                while (SYSTEM.getOpenFileDescriptorCount() > before + CLIENTS / 2) {
                    assertThat(SelectorServer.ask(server.port(), "a+")).isEqualTo("does not match");
                }
            } finally {
                server.stop();
            }
            served.get(60, TimeUnit.SECONDS);
        } finally {
            thread.shutdown();
        }
    }

    private static void serve(SelectorServer server) {
        try {
            server.serve();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void resetHalfWay(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoLinger(true, 0);
            socket.getOutputStream().write('a');
        }
    }

    @Test
    void vertxServer_answersWhateverComesOfTheTask() throws Exception {
        Vertx vertx = Vertx.vertx(VertxServer.options());
        HttpClient client = vertx.createHttpClient();
        VertxServer server = new VertxServer();
        try {
            vertx.deployVerticle(server).await(60, TimeUnit.SECONDS);

            assertThat(server.get(client, "/sleep?ms=-1").await(60, TimeUnit.SECONDS)).isEqualTo("failed: timeout value is negative");
            assertThat(server.get(client, "/sleep").await(60, TimeUnit.SECONDS)).isEqualTo("ms must be a number");
            assertThat(server.get(client, "/sleep?ms=1").await(60, TimeUnit.SECONDS)).isEqualTo("slept 1 ms");
        } finally {
            client.close();
            vertx.close().await(60, TimeUnit.SECONDS);
        }
    }
}
