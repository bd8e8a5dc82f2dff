package io.gatehouse.http.engine;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpHandler;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.ListenSettings;
import io.gatehouse.http.Listener;
import io.gatehouse.http.Timers;
import io.gatehouse.http.client.Names;
import io.gatehouse.http.client.PooledClient;
import io.gatehouse.http.loop.ChannelTransport;
import io.gatehouse.http.loop.LoopTimers;
import io.gatehouse.http.loop.Loops;
import io.gatehouse.http.memory.BodyMemory;
import io.gatehouse.http.server.OpenPort;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Servers and clients of HTTP on one set of event loops.
public final class HttpEngine implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(HttpEngine.class.getName());
    private static final int CLOSE_SECONDS = 3;

    private final Loops loops;
    private final Names names;
    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

    static {
        // It samples buffers on the way of every call; whoever looks for a leak sets its level.
        if (System.getProperty("io.netty.leakDetection.level") == null) {
            ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
        }
    }

    private HttpEngine(Loops loops) {
        this.loops = loops;
        names = new Names(loops.transport());
        ErrorPaths.load(loops.carrying());
    }

    /// Starts the event loops. A transport that does not work here is replaced silently; see [#transport()].
    public static HttpEngine start(EngineSettings settings) {
        int half = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        int count = settings.eventLoops() == 0 ? half : settings.eventLoops();
        BodyMemory memory = BodyMemory.of(settings.memory());
        List<ChannelTransport> candidates = ChannelTransport.candidates(settings.transport());
        for (ChannelTransport candidate : candidates.subList(0, candidates.size() - 1)) {
            try {
                return new HttpEngine(Loops.start(candidate, count, memory));
            } catch (RuntimeException | LinkageError e) {
                LOG.log(System.Logger.Level.DEBUG, () -> candidate.name() + " does not work here", e);
            }
        }
        return new HttpEngine(Loops.start(candidates.getLast(), count, memory));
    }

    /// The transport in use: `epoll` or `nio`.
    public String transport() {
        return loops.transport().name();
    }

    /// What bodies in flight hold.
    public BodyMemory memory() {
        return loops.memory();
    }

    Loops loops() {
        return loops;
    }

    /// Opens a port and waits until it is bound.
    ///
    /// @throws ListenException if it cannot be opened
    public Listener listen(ListenSettings settings, HttpHandler handler) throws ListenException {
        Listener listener = OpenPort.open(loops, settings, handler);
        open.add(listener);
        return listener;
    }

    /// A client with connections, TLS and limits of its own. Make one for each upstream server.
    ///
    /// @throws IllegalArgumentException if a certificate, key or authority cannot be read
    public HttpClient client(ClientSettings settings) {
        HttpClient client = new PooledClient(loops, names, settings, open::remove);
        open.add(client);
        return client;
    }

    /// Timers on the event loops.
    public Timers timers() {
        return new LoopTimers(loops);
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
        names.close();
        try {
            if (!loops.stop(CLOSE_SECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "the event loops did not stop in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
