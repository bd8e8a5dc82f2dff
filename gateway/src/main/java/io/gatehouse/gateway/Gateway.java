package io.gatehouse.gateway;

import io.gatehouse.http.HttpEngine;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.ServerSettings;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.UpstreamListener;
import io.gatehouse.upstream.Upstreams;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The hall between doors and systems: the catalogue of all servers and the one way that every call takes.
public final class Gateway implements AutoCloseable {
    private final GatewaySettings settings;
    private final CallObserver observer;
    private final Slice serverInfo;
    private final Map<String, CallPipeline> pipelines = new ConcurrentHashMap<>();
    private final Catalog catalog;
    private final Upstreams upstreams;
    private final OutsideServers outside;
    private final HttpEngine engine;
    private volatile FirstLists firstLists;
    private volatile Consumer<Upstream> states = upstream -> {};

    /// @param engine carries the connections to HTTP servers
    /// @param dataFolder where last known lists are kept
    /// @param observer is told of every call
    /// @param version what the gateway says of itself
    public Gateway(
            HttpEngine engine, Path dataFolder, GatewaySettings settings, CallObserver observer, String version) {
        this.engine = engine;
        this.settings = settings;
        this.observer = observer;
        this.serverInfo =
                Slice.of("{\"name\":\"gatehouse\",\"title\":\"Gatehouse\",\"version\":" + Json.quote(version) + "}");
        this.catalog = new Catalog(settings);
        this.firstLists = new FirstLists(engine.timers(), settings.firstListWait());
        this.upstreams = new Upstreams(engine, dataFolder, new Changes());
        this.outside = new OutsideServers(engine, settings, this::pipeline);
    }

    /// Takes a configuration: adds, changes and removes servers and toolsets; calls of the others are not disturbed.
    public void apply(List<ServerSettings> servers, List<ToolsetSettings> toolsets) {
        firstLists = new FirstLists(engine.timers(), settings.firstListWait());
        upstreams.apply(servers);
        catalog.apply(upstreams.all(), toolsets);
    }

    /// Tells of each change of a server's state from now on, on any thread; the listener must not block.
    public void watchStates(Consumer<Upstream> listener) {
        states = listener;
    }

    /// The toolset of this name as an MCP server; the empty name is that of all servers. Null when there is none.
    ///
    /// @param door the door that asks, for the records of its calls
    public @Nullable Handler toolset(String toolsetName, String door) {
        Toolset toolset = catalog.find(toolsetName);
        if (toolset == null) {
            return null;
        }
        return new ToolsetHandler(toolset, pipeline(door), firstLists, serverInfo);
    }

    /// A toolset for a door that calls tools by itself; the empty name is that of all servers. Null when there is none.
    public @Nullable Offering offering(String toolsetName, String door) {
        Toolset toolset = catalog.find(toolsetName);
        return toolset == null ? null : new Offering(() -> toolset, pipeline(door));
    }

    /// One configured server by its own names, for a door that calls tools by itself; null when there is none.
    public @Nullable Offering server(String name, String door) {
        Toolset toolset = catalog.ofServer(name);
        return toolset == null ? null : new Offering(() -> toolset, pipeline(door));
    }

    /// The servers that requests name by address.
    public OutsideServers outside() {
        return outside;
    }

    /// The names under which toolsets can be reached, sorted.
    public Set<String> toolsets() {
        return catalog.names();
    }

    /// The servers, sorted by name.
    public List<Upstream> servers() {
        return upstreams.all();
    }

    /// The names that two servers claim in the same toolset.
    public List<Collision> collisions() {
        return catalog.collisions();
    }

    /// Ends all servers.
    @Override
    public void close() {
        outside.close();
        upstreams.close();
    }

    private CallPipeline pipeline(String door) {
        return pipelines.computeIfAbsent(door, name -> new CallPipeline(observer, name));
    }

    private final class Changes implements UpstreamListener {
        @Override
        public void listsChanged(Upstream upstream) {
            catalog.refresh(upstream);
        }

        @Override
        public void stateChanged(Upstream upstream) {
            // What is offered does not depend on whether a server can be reached now.
            states.accept(upstream);
        }

        @Override
        public void notified(Upstream upstream, Notification notification) {
            if (notification.method().equals(Method.RESOURCE_UPDATED)) {
                catalog.resourceUpdated(upstream, notification);
            }
        }
    }
}
