package io.gatehouse.gateway;

import io.gatehouse.gateway.bridge.Bridge;
import io.gatehouse.gateway.call.CallPipeline;
import io.gatehouse.gateway.call.FirstLists;
import io.gatehouse.gateway.call.Offering;
import io.gatehouse.gateway.call.Oversight;
import io.gatehouse.gateway.call.ToolsetHandler;
import io.gatehouse.gateway.catalog.Catalog;
import io.gatehouse.gateway.catalog.Collision;
import io.gatehouse.gateway.catalog.GatewaySettings;
import io.gatehouse.gateway.catalog.Toolset;
import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.gateway.outside.OutsideServers;
import io.gatehouse.gateway.record.CallObserver;
import io.gatehouse.gateway.tasks.KeptTasks;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.policy.Access;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.UpstreamListener;
import io.gatehouse.upstream.Upstreams;
import io.gatehouse.upstream.call.IdentityTokens;
import io.gatehouse.upstream.settings.ServerSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The hall between doors and systems: the catalogue of all servers and the one way that every call takes.
public final class Gateway implements AutoCloseable {
    private final GatewaySettings settings;
    private final Oversight oversight;
    private final Bridge bridge;
    private final KeptTasks keptTasks;
    private final boolean relay;
    private final Slice serverInfo;
    private final Map<String, CallPipeline> pipelines = new ConcurrentHashMap<>();
    private final Catalog catalog;
    private final Upstreams upstreams;
    private final OutsideServers outside;
    private final HttpEngine engine;
    private volatile FirstLists firstLists;
    private volatile Consumer<Upstream> states = upstream -> {};
    private volatile Consumer<Upstream> lists = upstream -> {};

    /// @param engine carries the connections to HTTP servers
    /// @param dataFolder where last known lists are kept
    /// @param oversight decides what may go on, and hears of it
    /// @param bridge what calls of several rounds need; it is closed with the gateway
    /// @param version what the gateway says of itself
    public Gateway(
            HttpEngine engine,
            Path dataFolder,
            GatewaySettings settings,
            Oversight oversight,
            Bridge bridge,
            String version) {
        this(engine, dataFolder, settings, oversight, bridge, IdentityTokens.NONE, version);
    }

    /// @param engine carries the connections to HTTP servers
    /// @param dataFolder where last known lists are kept
    /// @param oversight decides what may go on, and hears of it
    /// @param bridge what calls of several rounds need; it is closed with the gateway
    /// @param identities makes the tokens by which servers know who calls
    /// @param version what the gateway says of itself
    public Gateway(
            HttpEngine engine,
            Path dataFolder,
            GatewaySettings settings,
            Oversight oversight,
            Bridge bridge,
            IdentityTokens identities,
            String version) {
        this(engine, dataFolder, settings, oversight, bridge, identities, version, false);
    }

    private Gateway(
            HttpEngine engine,
            Path dataFolder,
            GatewaySettings settings,
            Oversight oversight,
            Bridge bridge,
            IdentityTokens identities,
            String version,
            boolean relay) {
        this.engine = engine;
        this.relay = relay;
        this.oversight = oversight;
        this.bridge = bridge;
        this.keptTasks = new KeptTasks(bridge.timers());
        this.settings = settings;
        this.serverInfo =
                Slice.of("{\"name\":\"gatehouse\",\"title\":\"Gatehouse\",\"version\":" + Json.quote(version) + "}");
        this.catalog = new Catalog(settings, oversight.rules());
        this.firstLists = new FirstLists(engine.timers(), settings.firstListWait());
        this.upstreams = new Upstreams(engine, dataFolder, new Changes(), identities);
        this.outside = new OutsideServers(engine, identities, settings, oversight.rules(), this::pipeline);
    }

    /// A gateway whose one server is a gateway too: what that one says of failed calls counts as its own words.
    ///
    /// @param engine carries the connection to it
    /// @param dataFolder where its last known lists are kept
    /// @param version what this one says of itself
    public static Gateway relay(HttpEngine engine, Path dataFolder, String version) {
        Bridge bridge = Bridge.relay(engine.timers());
        Oversight silent = Oversight.of(CallObserver.NONE);
        return new Gateway(
                engine, dataFolder, GatewaySettings.DEFAULT, silent, bridge, IdentityTokens.NONE, version, true);
    }

    /// Takes a configuration: adds, changes and removes servers and toolsets; calls of the others are not disturbed.
    public void apply(List<ServerSettings> servers, List<ToolsetSettings> toolsets) {
        firstLists = new FirstLists(engine.timers(), settings.firstListWait());
        upstreams.apply(servers);
        catalog.apply(upstreams.all(), toolsets);
    }

    /// Starts no server until [#startServers()]. Before the first configuration.
    public void holdServers() {
        upstreams.hold();
    }

    /// Starts the servers that were held; calls have waited for them.
    public void startServers() {
        upstreams.release();
    }

    /// Tells of each change of a server's state from now on, on any thread; the listener must not block.
    public void watchStates(Consumer<Upstream> listener) {
        states = listener;
    }

    /// Tells of each server that lists something else from now on, on any thread; the listener must not block.
    public void watchLists(Consumer<Upstream> listener) {
        lists = listener;
    }

    /// The toolset of this name as an MCP server, for who may do everything; null when there is none.
    public @Nullable Handler toolset(String toolsetName, String door) {
        return toolset(toolsetName, door, () -> Access.EVERYTHING);
    }

    /// The toolset of this name as an MCP server; the empty name is that of all servers. Null when there is none.
    ///
    /// @param door the door that asks, for the records of its calls
    /// @param access of the caller; asked again when it has changed
    public @Nullable Handler toolset(String toolsetName, String door, Supplier<Access> access) {
        Toolset toolset = catalog.find(toolsetName, access.get());
        if (toolset == null) {
            return null;
        }
        Supplier<@Nullable Toolset> again = () -> catalog.find(toolsetName, access.get());
        return new ToolsetHandler(toolset, again, pipeline(door), serverInfo);
    }

    /// A toolset for a door that calls tools by itself; the empty name is that of all servers. Null when there is none.
    public @Nullable Offering offering(String toolsetName, String door, Access access) {
        Toolset toolset = catalog.find(toolsetName, access);
        return toolset == null ? null : new Offering(() -> toolset, pipeline(door));
    }

    /// One configured server by its own names, for a door that calls tools by itself; null when there is none.
    public @Nullable Offering server(String name, String door, Access access) {
        Toolset toolset = catalog.ofServer(name, access);
        return toolset == null ? null : new Offering(() -> toolset, pipeline(door));
    }

    /// The name under which roles include a toolset; empty where they include its servers only.
    public String grantable(String toolset) {
        return catalog.grantable(toolset);
    }

    /// Ends what is shown to callers whose roles have changed: whoever is connected looks anew.
    ///
    /// @param unchanged tells which access is as it was
    public void keepOf(Predicate<Access> unchanged) {
        catalog.keepOf(unchanged);
    }

    /// The servers that requests name by address.
    public OutsideServers outside() {
        return outside;
    }

    /// The names under which toolsets can be reached, sorted.
    public Set<String> toolsets() {
        return catalog.names();
    }

    /// Each configured toolset with the names of its servers, sorted.
    public Map<String, List<String>> serversOfToolsets() {
        return catalog.serversOfToolsets();
    }

    /// The servers, sorted by name.
    public List<Upstream> servers() {
        return upstreams.all();
    }

    /// The names that two servers claim in the same toolset.
    public List<Collision> collisions() {
        return catalog.collisions();
    }

    /// How many calls that became tasks run, or have just ended without their clients knowing.
    public int awaitedTasks() {
        return keptTasks.awaited();
    }

    /// Ends the calls of some callers that wait for answers, cancels those that became tasks, and ends the sessions
    /// that
    /// such callers have for themselves.
    public void endCalls(Predicate<Caller> gone) {
        bridge.parked().end(gone);
        keptTasks.cancel(gone);
        upstreams.endSessions(gone);
    }

    /// Ends the calls that became tasks; their clients hear of it where they listen.
    public void endTasks() {
        keptTasks.close();
    }

    /// Ends all servers.
    @Override
    public void close() {
        keptTasks.close();
        bridge.close();
        outside.close();
        upstreams.close();
    }

    private CallPipeline pipeline(String door) {
        return pipelines.computeIfAbsent(
                door, name -> new CallPipeline(() -> firstLists, oversight, bridge, keptTasks, relay, name));
    }

    private final class Changes implements UpstreamListener {
        @Override
        public void listsChanged(Upstream upstream) {
            catalog.refresh(upstream);
            lists.accept(upstream);
        }

        @Override
        public void stateChanged(Upstream upstream) {
            // What is offered does not depend on whether a server can be reached now.
            states.accept(upstream);
        }

        @Override
        public void notified(Upstream upstream, Notification notification, Hearers hearers) {
            if (notification.method().equals(Method.RESOURCE_UPDATED)) {
                catalog.resourceUpdated(upstream, notification, hearers);
            }
        }
    }
}
