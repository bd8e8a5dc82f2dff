package io.gatehouse.doors.messages.sources;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.doors.messages.sources.SourceSettings.Asks;
import io.gatehouse.doors.messages.sources.SourceSettings.Outside;
import io.gatehouse.doors.messages.translation.OfferedTool;
import io.gatehouse.doors.messages.translation.ServerRequest;
import io.gatehouse.doors.messages.translation.ToolsetChoice;
import io.gatehouse.gateway.Gateway;
import io.gatehouse.gateway.bridge.Bridge;
import io.gatehouse.gateway.call.Oversight;
import io.gatehouse.gateway.catalog.GatewaySettings;
import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.gateway.outside.OutsideBounds;
import io.gatehouse.gateway.record.CallRecord;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.address.AddressRange;
import io.gatehouse.http.address.HostResolver;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.models.ApiError;
import io.gatehouse.models.ApiException;
import io.gatehouse.policy.Access;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Response;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A gateway whose sources a test uses. Names of outside servers lead to loopback, which is allowed here.
final class SourceBed implements AutoCloseable {
    static final List<AddressRange> LOOPBACK = List.of(AddressRange.of("127.0.0.0/8"));

    static final String REQUEST = "req_of_the_test";

    final HttpEngine engine = HttpEngine.start(EngineSettings.defaults());
    final List<CallRecord> calls = new CopyOnWriteArrayList<>();
    final Gateway gateway;
    final Sources sources;
    volatile HostResolver resolver = host -> List.of(InetAddress.ofLiteral("127.0.0.1"));
    volatile SourceSettings settings = outside(Outside.AUTO, LOOPBACK, OutsideBounds.DEFAULT, Asks.DEFAULT);
    volatile boolean local = true;

    SourceBed(Path folder) {
        gateway = new Gateway(
                engine,
                folder,
                GatewaySettings.DEFAULT,
                Oversight.of(call -> {
                    if (call.kind() == CallRecord.Kind.CALL) {
                        calls.add(call);
                    }
                }),
                Bridge.inMemory(engine.timers()),
                "test");
        sources = new Sources(
                gateway,
                caller -> Access.EVERYTHING,
                () -> settings,
                new Sources.Place(
                        url -> "gateway.example".equals(url.getHost()), () -> local, host -> resolver.resolve(host)));
    }

    /// Settings under which plain http to any host may be named.
    static SourceSettings outside(Outside outside, List<AddressRange> ranges, OutsideBounds bounds, Asks asks) {
        return new SourceSettings(
                outside,
                List.of(OutsidePattern.of("http://*:*")),
                ranges,
                bounds,
                SourceSettings.standardTemplate(),
                asks,
                false);
    }

    void bounds(OutsideBounds bounds) {
        settings = outside(Outside.AUTO, LOOPBACK, bounds, Asks.DEFAULT);
    }

    void asks(Asks asks) {
        settings = outside(Outside.AUTO, LOOPBACK, OutsideBounds.DEFAULT, asks);
    }

    void serves(ServerSettings... servers) {
        serves(List.of(servers), List.of());
    }

    void serves(List<ServerSettings> servers, List<ToolsetSettings> toolsets) {
        gateway.apply(servers, toolsets);
    }

    static ServerSettings.Builder http(String name, String url, Map<String, String> headers) {
        return ServerSettings.builder(
                name, new Transport.Http(URI.create(url), false, headers, null, ClientSettings.defaults()));
    }

    ToolSource source(String url, @Nullable String token) throws ApiException {
        return source(url, token, null);
    }

    ToolSource source(String url, @Nullable String token, @Nullable Sampler sampler) throws ApiException {
        return sources.resolve(server(url, token), Caller.ofKey("alice"), REQUEST, sampler);
    }

    /// Another caller names a server and lists its tools.
    void listed(String caller, String url) throws Exception {
        try (ToolSource source = sources.resolve(server(url, null), Caller.ofKey(caller), REQUEST, null)) {
            source.tools();
        }
    }

    static ServerRequest server(String url, @Nullable String token) {
        return new ServerRequest("crm", url, token, ToolsetChoice.everything(ToolsetChoice.Place.NOWHERE));
    }

    /// The names of a server's tools.
    List<String> tools(String url, @Nullable String token) throws Exception {
        try (ToolSource source = source(url, token)) {
            return names(source);
        }
    }

    static List<String> names(ToolSource source) throws Exception {
        return source.tools().stream().map(OfferedTool::name).toList();
    }

    /// The whole answer of a call without arguments.
    static String call(ToolSource source, String tool) throws Exception {
        return answer(source, tool).body().text();
    }

    static Response answer(ToolSource source, String tool) throws Exception {
        return source.call(tool, Trees.object()).get(20, TimeUnit.SECONDS);
    }

    /// The record of the first call, which is made once its answer is there.
    CallRecord told() {
        until("told", () -> !calls.isEmpty());
        return calls.getFirst();
    }

    /// The error that a request gets for naming a server.
    ApiError refused(String url, @Nullable String token) {
        try (ToolSource source = source(url, token)) {
            source.tools();
        } catch (ApiException refused) {
            return refused.error();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
        throw new AssertionError(url + " was admitted");
    }

    static void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() {
        gateway.close();
        engine.close();
    }
}
