package io.gatehouse.app;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.EngineSettings;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Notification;
import io.gatehouse.upstream.Snapshot;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.UpstreamListener;
import io.gatehouse.upstream.Upstreams;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The gateway's upstream side as a client that the conformance suite can run: it connects to the server whose URL is
/// the last argument and calls what the scenario wants called.
public final class ConformanceClient {
    private static final JsonMapper JSON = JsonMapper.shared();

    private ConformanceClient() {}

    /// @param arguments the server's URL, last
    public static void main(String[] arguments) throws Exception {
        URI url = URI.create(arguments[arguments.length - 1]);
        try (HttpEngine engine = HttpEngine.start(EngineSettings.defaults());
                Upstreams upstreams = new Upstreams(engine, Files.createTempDirectory("conformance"), new Deaf())) {
            upstreams.apply(List.of(ServerSettings.of(
                    "suite", new Transport.Http(url, false, Map.of(), null, ClientSettings.defaults()))));
            Upstream upstream = upstreams.all().getFirst();
            upstream.firstLists().get(30, TimeUnit.SECONDS);
            if (upstream.state().phase() != ServerPhase.READY) {
                System.err.println(upstream.state());
                System.exit(1);
            }
            new ConformanceCalls(upstream).perform(calls(upstream.snapshot()));
        }
    }

    /// What the scenario asks for, else every tool, resource and prompt that is listed.
    private static List<String[]> calls(Snapshot snapshot) {
        List<String[]> calls = new java.util.ArrayList<>();
        String context = System.getenv("MCP_CONFORMANCE_CONTEXT");
        JsonNode named = context == null ? null : JSON.readTree(context).get("toolCalls");
        if (named != null) {
            named.forEach(call -> calls.add(new String[] {
                "tools/call",
                call.get("name").asString(),
                "{\"name\":" + call.get("name") + ",\"arguments\":" + call.get("arguments") + "}"
            }));
            return calls;
        }
        snapshot.tools()
                .forEach(tool -> calls.add(new String[] {
                    "tools/call",
                    tool.key(),
                    "{\"name\":" + Json.quote(tool.key()) + ",\"arguments\":{\"a\":5,\"b\":3}}"
                }));
        snapshot.resources()
                .forEach(resource -> calls.add(
                        new String[] {"resources/read", resource.key(), "{\"uri\":" + Json.quote(resource.key()) + "}"
                        }));
        snapshot.prompts()
                .forEach(prompt -> calls.add(
                        new String[] {"prompts/get", prompt.key(), "{\"name\":" + Json.quote(prompt.key()) + "}"}));
        return calls;
    }

    private static final class Deaf implements UpstreamListener {
        @Override
        public void listsChanged(Upstream upstream) {}

        @Override
        public void stateChanged(Upstream upstream) {}

        @Override
        public void notified(Upstream upstream, Notification notification) {}
    }
}
