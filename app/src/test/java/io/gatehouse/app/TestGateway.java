package io.gatehouse.app;

import io.gatehouse.http.ListenException;
import io.gatehouse.http.Listener;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A whole gateway in this process, on a free port, from a configuration file.
final class TestGateway implements AutoCloseable {
    private final Gatehouse gatehouse;
    private final Listener listener;

    private TestGateway(Gatehouse gatehouse, Listener listener) {
        this.gatehouse = gatehouse;
        this.listener = listener;
    }

    /// Starts it on a free port of loopback; its file and its data lie in the folder.
    ///
    /// @param yaml the configuration; where it listens and keeps its data is already said
    static TestGateway start(Path folder, String yaml) throws IOException {
        Path file = folder.resolve("gatehouse.yaml");
        Files.writeString(file, yaml);
        return start(file, folder);
    }

    /// Starts one that serves the sample shop.
    static TestGateway startSample(Path folder) throws IOException {
        return start((Path) null, folder);
    }

    private static TestGateway start(@Nullable Path file, Path folder) throws IOException {
        Gatehouse gatehouse = null;
        try {
            ConfigurationLoader.Options options =
                    new ConfigurationLoader.Options(file, List.of(), List.of("127.0.0.1"), 0, folder.resolve("data"));
            Configuration configuration = new ConfigurationLoader(options, name -> null).load();
            gatehouse = Gatehouse.local(configuration, call -> {});
            return new TestGateway(gatehouse, gatehouse.listen());
        } catch (ConfigurationException | ListenException e) {
            if (gatehouse != null) {
                gatehouse.close();
            }
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /// A path of it.
    URI address(String path) {
        return URI.create("http://127.0.0.1:" + listener.port() + path);
    }

    @Override
    public void close() {
        listener.close();
        gatehouse.close();
    }
}
