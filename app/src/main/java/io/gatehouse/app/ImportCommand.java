package io.gatehouse.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

@Command(
        name = "import",
        header = "Print the gatehouse.yaml for a file of an MCP client.",
        description =
                "Reads the servers of .mcp.json, claude_desktop_config.json, the mcp.json of Cursor and VS Code, and the"
                        + " like. Variables stay as they are; paths become absolute, so that the result can be kept anywhere. What cannot be taken over is said on stderr; when a server is left"
                        + " out, the command ends with 1.",
        footer = {
            "",
            "Example: gatehouse import .mcp.json > gatehouse.yaml",
            "To keep using the file itself: gatehouse up --import .mcp.json"
        })
final class ImportCommand implements Program.Action {
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
        Map<String, Object> servers =
                translator.translate(Source.ofClient(file.toString(), file), bytes(), Source.COMMAND_LINE.folder());
        if (problems.failed()) {
            throw new ConfigurationException(problems.errors(), List.of(file));
        }
        problems.warnings().forEach(warning -> terminal.err().println(warning));
        Map<String, Object> document = Map.of("servers", servers);
        terminal.out().print(json ? new JsonMapper().writeValueAsString(document) + "\n" : YamlWriter.write(document));
        terminal.out().flush();
        return translator.leftOut() == 0 ? ExitCode.OK : ExitCode.FAILED;
    }

    private byte[] bytes() {
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw new CommandException(
                    ExitCode.FAILED, "the file " + Shown.quoted(file.toString()) + " cannot be read");
        }
    }
}
