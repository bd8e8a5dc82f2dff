package io.gatehouse.app;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;

/// The commands of the program, put together.
final class Program {
    private final Terminal terminal;

    Program(Terminal terminal) {
        this.terminal = terminal;
    }

    /// Runs the command that the arguments name and returns its exit code.
    int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    /// All commands; also what shell completion is made from.
    CommandLine commandLine() {
        CommandLine root = new CommandLine(new RootCommand());
        add(root, "up", new UpCommand(terminal));
        add(root, "stdio", new StdioCommand(terminal));
        add(root, "check", new CheckCommand(terminal));
        add(root, "servers", new ServersCommand(terminal));
        add(root, "logs", new LogsCommand(terminal));
        add(root, "tools", new ToolsCommand(terminal));
        add(root, "call", new CallCommand(terminal));
        add(root, "read", new ReadCommand(terminal));
        add(root, "prompt", new PromptCommand(terminal));
        add(root, "key", new KeyCommand()).addSubcommand("new", new KeyCommand.New(terminal));
        add(root, "import", new ImportCommand(terminal));
        add(root, "schema", new SchemaCommand(terminal));
        add(root, "completion", new CompletionCommand(terminal, root));
        add(root, "version", new VersionCommand(terminal));
        for (CommandLine command : root.getSubcommands().values()) {
            help(command);
            command.getSubcommands().values().forEach(Program::help);
        }
        help(root);
        root.setOut(new java.io.PrintWriter(terminal.out(), true));
        root.setErr(new java.io.PrintWriter(terminal.err(), true));
        root.setColorScheme(CommandLine.Help.defaultColorScheme(terminal.interactive() ? Ansi.AUTO : Ansi.OFF));
        root.setExecutionExceptionHandler(failures());
        root.setUsageHelpAutoWidth(terminal.interactive());
        return root;
    }

    private static CommandLine add(CommandLine parent, String name, Object command) {
        CommandLine line = new CommandLine(command);
        parent.addSubcommand(name, line);
        return line;
    }

    private static void help(CommandLine command) {
        command.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help.")
                        .build());
    }

    private IExecutionExceptionHandler failures() {
        return (exception, command, parsed) -> {
            CommandFailure failure = CommandFailure.of(exception);
            failure.print(terminal.err());
            return failure.exitCode();
        };
    }

    /// A command that ends with an exit code.
    interface Action extends Callable<Integer> {}
}
