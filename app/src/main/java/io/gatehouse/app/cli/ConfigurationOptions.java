package io.gatehouse.app.cli;

import io.gatehouse.app.config.ConfigurationLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options by which commands find their configuration.
public final class ConfigurationOptions {
    private static final List<String> USUAL = List.of("gatehouse.yaml", "gatehouse.yml");

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "Configuration file. Default: gatehouse.yaml in the current folder.")
    private @Nullable Path config;

    @Option(
            names = "--import",
            paramLabel = "FILE",
            description =
                    "File of an MCP client, such as .mcp.json, whose `mcpServers` are served as well. May be repeated.")
    private List<Path> imports = new ArrayList<>();

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description = "Folder for persistent data. Default: .gatehouse beside the configuration file.")
    private @Nullable Path data;

    /// As if they had been written; null for what was not.
    static ConfigurationOptions of(@Nullable Path config, @Nullable Path data, List<Path> imports) {
        ConfigurationOptions options = new ConfigurationOptions();
        options.config = config;
        options.data = data;
        options.imports = imports;
        return options;
    }

    /// Reads the configuration, now and again.
    public ConfigurationLoader loader(Terminal terminal) {
        return loader(terminal, List.of(), null);
    }

    /// [#loader(Terminal)] with the address to listen on.
    ConfigurationLoader loader(Terminal terminal, List<String> hosts, @Nullable Integer port) {
        ConfigurationLoader.Options options = new ConfigurationLoader.Options(file(), imports, hosts, port, data);
        return new ConfigurationLoader(options, terminal.environment());
    }

    private @Nullable Path file() {
        if (config != null) {
            return config;
        }
        return USUAL.stream().map(Path::of).filter(Files::exists).findFirst().orElse(null);
    }
}
