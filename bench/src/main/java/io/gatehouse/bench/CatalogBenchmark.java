package io.gatehouse.bench;

import io.gatehouse.gateway.Gateway;
import io.gatehouse.gateway.bridge.Bridge;
import io.gatehouse.gateway.call.Oversight;
import io.gatehouse.gateway.catalog.GatewaySettings;
import io.gatehouse.gateway.record.CallObserver;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.kit.KitBuilder;
import io.gatehouse.kit.KitServer;
import io.gatehouse.kit.Tool;
import io.gatehouse.kit.ToolResult;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.HeaderParameter;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Finding a tool among 10,000 of 100 servers: the toolset by its name, the tool in it by its own.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class CatalogBenchmark {
    private static final int SERVERS = 100;
    private static final int TOOLS = 100;

    private final HttpEngine engine = HttpEngine.start(EngineSettings.defaults());
    private final Gateway gateway = gateway();
    private final Peer peer = new Peer(Revision.R2026_07_28, null, null, Caller.ANONYMOUS, null);
    private final String[] names = names();
    private int turn;

    /// A tool that exists, another one each time.
    @Benchmark
    public List<HeaderParameter> lookUp() {
        turn = (turn + 37) % names.length;
        return toolset().headerParameters(names[turn], peer);
    }

    /// Ends the servers.
    @TearDown
    public void stop() {
        gateway.close();
        engine.close();
    }

    private Handler toolset() {
        return Objects.requireNonNull(gateway.toolset("", "bench"));
    }

    private static String[] names() {
        List<String> names = new ArrayList<>();
        for (int server = 0; server < SERVERS; server++) {
            for (int tool = 0; tool < TOOLS; tool++) {
                names.add("s" + server + "_tool" + tool);
            }
        }
        return names.toArray(String[]::new);
    }

    private Gateway gateway() {
        try {
            Gateway made = new Gateway(
                    engine,
                    Files.createTempDirectory("gatehouse-bench"),
                    GatewaySettings.DEFAULT,
                    Oversight.of(CallObserver.NONE),
                    Bridge.inMemory(engine.timers()),
                    "bench");
            List<ServerSettings> servers = new ArrayList<>();
            for (int server = 0; server < SERVERS; server++) {
                servers.add(ServerSettings.of("s" + server, new Transport.InProcess(server("s" + server))));
            }
            made.apply(servers, List.of());
            made.servers().forEach(server -> server.firstLists().join());
            return made;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static KitServer server(String name) {
        KitBuilder builder = KitServer.builder(name, "1");
        for (int tool = 0; tool < TOOLS; tool++) {
            builder.tool(Tool.named("tool" + tool).does(call -> ToolResult.text("done")));
        }
        return builder.build();
    }
}
