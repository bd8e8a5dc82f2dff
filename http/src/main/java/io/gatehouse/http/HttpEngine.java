package io.gatehouse.http;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.internal.VertxInternal;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Servers and clients of HTTP on one set of event loops.
public final class HttpEngine implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(HttpEngine.class.getName());
    private static final int CLOSE_SECONDS = 3;

    private final Vertx vertx;
    private final String transport;
    private final Loops loops;
    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

    private HttpEngine(Vertx vertx, String transport, MemorySettings memory) {
        this.vertx = vertx;
        this.transport = transport;
        loops = new Loops((VertxInternal) vertx, BodyMemory.of(memory));
    }

    /// Starts the event loops. A transport that does not work here is replaced silently; see [#transport()].
    public static HttpEngine start(EngineSettings settings) {
        int half = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(settings.eventLoops() == 0 ? half : settings.eventLoops())
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
        var candidates = EngineTransports.candidates(settings.transport());
        for (var candidate : candidates.subList(0, candidates.size() - 1)) {
            try {
                return start(options, candidate, settings.memory());
            } catch (RuntimeException | LinkageError e) {
                LOG.log(System.Logger.Level.DEBUG, () -> candidate.name() + " does not work here", e);
            }
        }
        return start(options, candidates.getLast(), settings.memory());
    }

    private static HttpEngine start(
            VertxOptions options, io.vertx.core.transport.Transport transport, MemorySettings memory) {
        Vertx vertx = Vertx.builder().with(options).withTransport(transport).build();
        ErrorPaths.load(((VertxInternal) vertx).nettyEventLoopGroup());
        return new HttpEngine(vertx, transport.name(), memory);
    }

    /// The transport in use: `epoll` or `nio`.
    public String transport() {
        return transport;
    }

    /// What bodies in flight hold.
    public BodyMemory memory() {
        return loops.memory();
    }

    /// Opens a port and waits until it is bound.
    ///
    /// @throws ListenException if it cannot be opened
    public Listener listen(ListenSettings settings, HttpHandler handler) throws ListenException {
        Listener listener = EngineListener.open(vertx, loops, settings, handler);
        open.add(listener);
        return listener;
    }

    /// A client with connections, TLS and limits of its own. Make one for each upstream server.
    ///
    /// @throws IllegalArgumentException if a certificate, key or authority cannot be read
    public HttpClient client(ClientSettings settings) {
        HttpClient client = new EngineClient(vertx, loops, settings, open::remove);
        open.add(client);
        return client;
    }

    /// Timers on the event loops.
    public Timers timers() {
        return new EngineTimers(loops);
    }

    /// Closes listeners and clients, then stops the event loops; takes a few seconds at most.
    @Override
    public void close() {
        for (AutoCloseable part : open) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.log(System.Logger.Level.WARNING, "a part of the engine did not close", e);
            }
        }
        open.clear();
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.log(System.Logger.Level.WARNING, "the event loops did not stop in time", e);
        }
    }
}
