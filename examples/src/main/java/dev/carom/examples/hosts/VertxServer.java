package dev.carom.examples.hosts;

import dev.carom.ProcessPool;
import dev.carom.error.TimeLimitExceededException;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP server on one event loop of Vert.x, which has a pool run what must not run on the loop: {@code /sleep?ms=...}
 * answers after a task has slept so long in a worker. No thread waits for it meanwhile.
 */
public final class VertxServer extends AbstractVerticle {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private PoolOnEventLoop host;
    private HttpServer server;

    /** Vert.x says in its log when a handler holds the loop up for two seconds. */
    public static VertxOptions options() {
        return new VertxOptions()
                .setEventLoopPoolSize(1)
                .setBlockedThreadCheckInterval(200)
                .setBlockedThreadCheckIntervalUnit(TimeUnit.MILLISECONDS)
                .setMaxEventLoopExecuteTime(2)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.SECONDS);
    }

    public static void main(String[] args) throws Exception {
        Vertx vertx = Vertx.vertx(options());
        HttpClient client = vertx.createHttpClient();
        VertxServer verticle = new VertxServer();
        try {
            vertx.deployVerticle(verticle)
                    .compose(id -> Future.all(verticle.ask(client, 3000), verticle.ask(client, 10), verticle.ask(client, 3_600_000)))
                    .await(60, TimeUnit.SECONDS)
                    .<String>list()
                    .forEach(System.out::println);
        } finally {
            client.close();
            vertx.close().await(60, TimeUnit.SECONDS);
        }
    }

    private Future<String> ask(HttpClient client, int millis) {
        return get(client, "/sleep?ms=" + millis);
    }

    /** May be called on any thread: the body is asked for on the loop, before it can have come, as nobody keeps it. */
    Future<String> get(HttpClient client, String path) {
        return client.request(HttpMethod.GET, server.actualPort(), "localhost", path)
                .compose(request -> request.send().compose(HttpClientResponse::body))
                .map(Buffer::toString);
    }

    @Override
    public void start(Promise<Void> started) {
        server = vertx.createHttpServer().requestHandler(this::handle);
        PoolOnEventLoop.start(vertx, ProcessPool.builder().processes(2).spares(0).timeout(LIMIT))
                .onSuccess(created -> host = created)
                .compose(created -> server.listen(0, "localhost"))
                .<Void>mapEmpty()
                .onComplete(started);
    }

    @Override
    public void stop(Promise<Void> stopped) {
        server.close().compose(nothing -> host.close()).onComplete(stopped);
    }

    private void handle(HttpServerRequest request) {
        String asked = request.getParam("ms", "");
        if (!asked.matches("-?\\d{1,9}")) {
            request.response().setStatusCode(400).end("ms must be a number");
            return;
        }
        long millis = Long.parseLong(asked);
        host.pool().applyAsync(() -> {
            Thread.sleep(millis);
            return "slept " + millis + " ms";
        }).whenComplete((slept, failure) -> answer(request.response(), millis, slept, failure));
    }

    private static void answer(HttpServerResponse response, long millis, @Nullable String slept, @Nullable Throwable failure) {
        if (failure instanceof TimeLimitExceededException) {
            response.setStatusCode(503).end(millis + " ms are too long");
        } else if (failure != null) { // whatever it is, the client must not wait for ever
            response.setStatusCode(500).end("failed: " + failure.getMessage());
        } else {
            response.end(slept);
        }
    }
}
