package io.gatehouse.app.cli;

import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.config.ConfigurationLoader;
import io.gatehouse.app.config.DocumentReader;
import io.gatehouse.app.config.ImportTranslator;
import io.gatehouse.app.config.Node;
import io.gatehouse.app.config.Position;
import io.gatehouse.app.config.Problems;
import io.gatehouse.app.config.Source;
import io.gatehouse.app.schema.RootForm;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "import",
        header = "Convert the file of an MCP client to gatehouse.yaml.",
        description =
                "Reads the servers of .mcp.json, claude_desktop_config.json, the mcp.json of Cursor and VS Code, and the"
                        + " like. Variables stay as they are; paths become absolute, so that the result can be kept"
                        + " anywhere. What cannot be imported is named on stderr; when a server is left out, the command"
                        + " exits with 1.",
        footer = {
            "",
            "Example:",
            "  gatehouse import .mcp.json > gatehouse.yaml",
            "",
            "To serve the file itself:",
            "  gatehouse up --import .mcp.json"
        })
final class ImportCommand implements Action {
    /// Keys that no client has at the top of its file.
    private static final Set<String> OWN =
            Set.of("listen", "auth", "toolsets", "defaults", "limits", "logging", "import");

    private final Terminal terminal;

    @Parameters(paramLabel = "FILE", description = "The client's file.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    ImportCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws ConfigurationException {
        Problems problems = new Problems();
        ImportTranslator translator = new ImportTranslator(terminal.environment(), problems);
        byte[] bytes = bytes();
        Source source = Source.ofClient(file.toString(), file);
        Map<String, Object> servers = translator.translate(source, bytes, Source.COMMAND_LINE.folder());
        if (problems.failed()) {
            throw new ConfigurationException(problems.errors(), List.of(file), "");
        }
        problems.warnings().forEach(warning -> terminal.err().println(warning));
        List<String> dropped = ownKeys(source, bytes);
        if (!dropped.isEmpty()) {
            terminal.err()
                    .println(file + ": is a gatehouse.yaml already. Only its servers are printed; dropped: "
                            + String.join(", ", dropped) + ". Use the file itself: gatehouse up --config " + file);
        }
        if (!translator.unset().isEmpty()) {
            terminal.err()
                    .println("Set these variables before you start the gateway: "
                            + String.join(", ", translator.unset()) + ".");
        }
        Map<String, Object> document = Map.of("servers", servers);
        terminal.out().print(json ? new JsonMapper().writeValueAsString(document) + "\n" : YamlWriter.write(document));
        terminal.out().flush();
        return translator.leftOut() == 0 && dropped.isEmpty() ? ExitCode.OK : ExitCode.FAILED;
    }

    private byte[] bytes() throws ConfigurationException {
        Problems problems = new Problems();
        byte[] bytes =
                ConfigurationLoader.contents(file, Position.of(Source.COMMAND_LINE), "FILE", file.toString(), problems);
        if (bytes == null) {
            throw new ConfigurationException(problems.errors(), List.of(file), "");
        }
        return bytes;
    }

    /// The keys of a `gatehouse.yaml` beside its servers; empty for a client's file.
    private static List<String> ownKeys(Source source, byte[] bytes) {
        RootForm form = new RootForm();
        if (!(DocumentReader.own(source, new Problems()).read(bytes) instanceof Node.Mapping root)
                || root.entries().keySet().stream().anyMatch(RootForm.CLIENT_KEYS::contains)) {
            return List.of();
        }
        List<String> known = root.entries().keySet().stream()
                .filter(form.keys()::contains)
                .filter(key -> !key.equals("servers") && !key.equals("$schema"))
                .toList();
        return known.stream().anyMatch(OWN::contains) ? known : List.of();
    }
}
