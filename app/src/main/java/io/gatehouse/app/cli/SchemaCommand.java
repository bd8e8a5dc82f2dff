package io.gatehouse.app.cli;

import io.gatehouse.app.config.ConfigurationSchema;
import picocli.CommandLine.Command;

@Command(
        name = "schema",
        header = "Print the JSON Schema of gatehouse.yaml, for editors.",
        footer = {
            "",
            "Editors complete and check the file when its first line names the schema:",
            "  gatehouse schema > gatehouse.schema.json",
            "  # yaml-language-server: $schema=gatehouse.schema.json"
        })
final class SchemaCommand implements Action {
    private final Terminal terminal;

    SchemaCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.out().print(ConfigurationSchema.text());
        terminal.out().flush();
        return ExitCode.OK;
    }
}
