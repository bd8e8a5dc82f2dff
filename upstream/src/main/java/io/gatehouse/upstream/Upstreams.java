package io.gatehouse.upstream;

import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.protocol.Caller;
import io.gatehouse.upstream.call.IdentityTokens;
import io.gatehouse.upstream.call.ServerLog;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.settings.ChildSettings;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// All servers behind the gateway.
public final class Upstreams implements AutoCloseable {
    private static final Duration DRAIN_LOOK = Duration.ofMillis(200);
    private static final Duration CLOSE = ChildSettings.GRACE.multipliedBy(2).plusSeconds(10);

    private final Wiring wiring;
    private final Path folder;
    private final UpstreamListener listener;
    private final Set<RunningServer> leaving = new HashSet<>();
    private volatile Map<String, RunningServer> servers = Map.of();
    private boolean closed;
    private boolean held;

    /// @param dataFolder where the last known lists are kept, in a folder `upstreams`
    public Upstreams(HttpEngine engine, Path dataFolder, UpstreamListener listener) {
        this(engine, dataFolder, listener, IdentityTokens.NONE);
    }

    /// @param dataFolder where the last known lists are kept, in a folder `upstreams`
    /// @param identities makes the tokens by which servers know who calls
    public Upstreams(HttpEngine engine, Path dataFolder, UpstreamListener listener, IdentityTokens identities) {
        this.wiring = new Wiring(engine, identities);
        this.folder = folder(dataFolder);
        this.listener = listener;
    }

    /// Where the last known lists are kept.
    static Path folder(Path dataFolder) {
        return dataFolder.resolve("upstreams");
    }

    /// Makes these the servers: starts new ones, replaces changed ones and ends the others, each after
    /// its calls in flight, as long as it may drain. An unchanged server is left alone; one that was given up
    /// is tried again.
    ///
    /// @throws IllegalArgumentException when two have the same name; nothing changes
    public synchronized void apply(List<ServerSettings> settings) {
        if (closed) {
            return;
        }
        Map<String, RunningServer> next = new TreeMap<>();
        List<RunningServer> fresh = new ArrayList<>();
        for (ServerSettings wanted : settings) {
            RunningServer known = servers.get(wanted.name());
            boolean same = known != null && known.settings().equals(wanted);
            RunningServer server = known != null && same ? known : server(wanted, known);
            if (next.put(wanted.name(), server) != null) {
                throw new IllegalArgumentException("two servers have the name " + wanted.name());
            }
            if (!same) {
                fresh.add(server);
            } else if (server.state().phase() == ServerPhase.FAILED) {
                server.refresh();
            }
        }
        List<RunningServer> gone = servers.values().stream()
                .filter(server -> next.get(server.name()) != server)
                .toList();
        servers = next;
        if (!held) {
            fresh.forEach(RunningServer::start);
        }
        gone.forEach(this::retire);
    }

    /// Starts no server until [#release()]. Before the first [#apply(List)].
    public synchronized void hold() {
        held = true;
    }

    /// Starts the servers that were held.
    public synchronized void release() {
        if (held && !closed) {
            held = false;
            servers.values().forEach(RunningServer::start);
        }
    }

    /// The server with this name, or null.
    public @Nullable Upstream find(String name) {
        return servers.get(name);
    }

    /// All servers, by name.
    public List<Upstream> all() {
        return List.copyOf(servers.values());
    }

    /// Ends the sessions that some callers have for themselves; calls in flight there fail.
    public void endSessions(Predicate<Caller> gone) {
        servers.values().forEach(server -> server.endSessions(gone));
    }

    /// Ends all connections and child processes and waits for them: 10 s, or as long as a child may take to end.
    @Override
    public void close() {
        List<CompletableFuture<Void>> ending = new ArrayList<>();
        synchronized (this) {
            closed = true;
            for (RunningServer server : servers.values()) {
                ending.add(server.close());
            }
            leaving.forEach(server -> ending.add(server.close()));
            leaving.clear();
        }
        try {
            CompletableFuture.allOf(ending.toArray(CompletableFuture[]::new))
                    .get(CLOSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException incomplete) {
            System.getLogger(Upstreams.class.getName())
                    .log(System.Logger.Level.WARNING, "not every server ended within " + CLOSE.toSeconds() + " s");
        }
    }

    private void retire(RunningServer server) {
        server.retire();
        leaving.add(server);
        look(server, System.nanoTime() + server.settings().drain().toNanos());
    }

    private void look(RunningServer server, long end) {
        if (server.inFlight() == 0 || System.nanoTime() - end > 0) {
            synchronized (this) {
                if (!leaving.contains(server)) {
                    return;
                }
            }
            server.close().whenComplete((done, failure) -> {
                synchronized (this) {
                    leaving.remove(server);
                }
            });
        } else {
            wiring.engine().timers().after(DRAIN_LOOK, () -> look(server, end));
        }
    }

    private RunningServer server(ServerSettings settings, @Nullable RunningServer before) {
        ServerLog log = new ServerLog(settings);
        if (before != null) {
            log.continues(before.log());
        }
        return settings.transport() instanceof Transport.HttpGroup group
                ? new ServerGroup(settings, group, wiring, listener, folder, log)
                : new UpstreamServer(settings, wiring, listener, SnapshotFile.in(folder, settings), log);
    }
}
