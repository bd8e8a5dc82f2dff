package io.gatehouse.app;

import io.gatehouse.app.config.KeyMaker;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The gateways that the documents start, each as a process in a folder of its own where the files lie that the
/// documents take for granted.
final class ShownGateways implements AutoCloseable {
    private static final String LISTENS = "Gatehouse listens at ";

    /// The key of an operator.
    static final String OPERATOR = "key-of-ops";

    private final Path folder;
    private @Nullable TestGateway administered;
    private final Map<List<String>, GatehouseProcess> running = new HashMap<>();

    ShownGateways(Path folder) {
        this.folder = folder;
    }

    /// The gateway of `up` with these options, started when it is first asked for, on a free port.
    GatehouseProcess up(List<String> options) throws IOException {
        GatehouseProcess known = running.get(options);
        if (known != null) {
            return known;
        }
        Path own = Files.createDirectories(folder.resolve("up-" + running.size()));
        clientFile(own);
        List<String> arguments = new ArrayList<>(List.of("up"));
        arguments.addAll(options);
        arguments.addAll(List.of("--port", "0"));
        GatehouseProcess started = new GatehouseProcess(own, arguments.toArray(String[]::new));
        running.put(options, started);
        endpoint(started);
        return started;
    }

    /// The gateway that serves the sample.
    GatehouseProcess sample() throws IOException {
        return up(List.of());
    }

    /// Where a gateway says that it listens.
    static URI endpoint(GatehouseProcess up) {
        return URI.create(up.out(line -> line.startsWith(LISTENS)).substring(LISTENS.length()));
    }

    /// The data folder of the gateway that serves the sample.
    Path data() {
        return folder.resolve("up-0").resolve(".gatehouse");
    }

    /// Writes the file of an MCP client that the documents bring along.
    static Path clientFile(Path folder) throws IOException {
        return Files.writeString(folder.resolve(".mcp.json"), """
                {"mcpServers": {"crm": {"type": "http", "url": "http://127.0.0.1:9/mcp"}}}
                """);
    }

    /// Host and port of the admin API of a gateway that has an operator, started when it is first asked for.
    String admin() throws IOException {
        if (administered == null) {
            String key = "{name: ops, sha256: " + KeyMaker.hash(OPERATOR)
                    + ", operator: ['admin:read', keys, 'mcp:approve']}";
            administered = TestGateway.start(
                    Files.createDirectories(folder.resolve("admin")), "auth: {keys: [" + key + "]}\nservers: {}\n");
        }
        return "127.0.0.1:" + administered.adminPort();
    }

    @Override
    public void close() {
        if (administered != null) {
            administered.close();
        }
        running.values().forEach(GatehouseProcess::close);
    }
}
