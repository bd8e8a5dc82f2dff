package io.gatehouse.app;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.gateway.record.CallRecord;
import io.gatehouse.http.Listener;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.call.ServerPhase;
import io.gatehouse.upstream.settings.ServerSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/// The whole program in the test's own process, with a listener on a free port.
final class Bed implements AutoCloseable {
    private final List<CallRecord> calls = new CopyOnWriteArrayList<>();
    private final Gatehouse gatehouse;
    private final Listener listener;
    private final URI endpoint;

    /// Starts with what a configuration file says.
    ///
    /// @param folder for the file and the data
    /// @param yaml without `listen` and `data`
    /// @param more servers that no file can name
    Bed(Path folder, String yaml, ServerSettings... more) throws Exception {
        this(folder, yaml, UnaryOperator.identity(), more);
    }

    /// [#Bed(Path, String, ServerSettings...)] with a change that no file can make.
    Bed(Path folder, String yaml, UnaryOperator<Configuration> change, ServerSettings... more) throws Exception {
        this(folder, "port: 0", yaml, change, more);
    }

    /// [#Bed(Path, String, ServerSettings...)] with more under `listen`.
    ///
    /// @param listen members of the section, without braces
    Bed(Path folder, String listen, String yaml) throws Exception {
        this(folder, listen, yaml, UnaryOperator.identity());
    }

    private Bed(Path folder, String listen, String yaml, UnaryOperator<Configuration> change, ServerSettings... more)
            throws Exception {
        String whole = "listen: {" + listen + "}\ndata: " + folder.resolve("data") + "\n" + yaml;
        Configuration configuration = change.apply(Yaml.load(folder, whole));
        if (more.length > 0) {
            List<ServerSettings> all = new ArrayList<>(configuration.servers());
            all.addAll(List.of(more));
            configuration = configuration.with(all);
        }
        gatehouse = Gatehouse.local(configuration, this::ended);
        listener = gatehouse.listen();
        endpoint = Gatehouse.endpoint(configuration, listener);
    }

    /// Where MCP clients connect to.
    URI endpoint() {
        return endpoint;
    }

    /// A client of the toolset; the empty name is that of all servers.
    WireClient client(String toolset, Revision revision) {
        return WireClient.connect(endpoint, toolset, revision, "{}");
    }

    /// A client of all servers, of 2025-11-25.
    WireClient client() {
        return client("", Revision.R2025_11_25);
    }

    Upstream server(String name) {
        return gatehouse.gateway().servers().stream()
                .filter(server -> server.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /// Returns once a server is connected and has listed.
    void awaitReady(String name) {
        Patience.until(
                "server " + name + " is ready",
                () -> server(name).state().phase() == ServerPhase.READY
                        && server(name).firstLists().isDone());
    }

    private void ended(CallRecord call) {
        if (call.kind() == CallRecord.Kind.CALL) {
            calls.add(call);
        }
    }

    /// The calls that have ended so far.
    List<CallRecord> calls() {
        return calls;
    }

    /// Has the listener read the files of its certificates again.
    void renewCertificate() throws Exception {
        listener.renewCertificate();
    }

    Gatehouse gatehouse() {
        return gatehouse;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        gatehouse.close();
    }
}
