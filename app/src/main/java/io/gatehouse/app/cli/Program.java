package io.gatehouse.app.cli;

import io.gatehouse.app.approvals.ApprovalsCommand;
import io.gatehouse.app.backup.BackupCommand;
import io.gatehouse.app.backup.RestoreCommand;
import io.gatehouse.app.keys.KeyCommand;
import io.gatehouse.app.observe.CallLog;
import io.gatehouse.app.quotas.UsageCommand;
import io.gatehouse.app.rules.PolicyCommand;
import io.gatehouse.app.tokens.TokenCommand;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;

/// The commands of the program, put together.
public final class Program {
    private final Terminal terminal;

    /// @param terminal where all commands print
    public Program(Terminal terminal) {
        this.terminal = terminal;
    }

    /// Runs the command that the arguments name and returns its exit code.
    public int run(String... arguments) {
        return commandLine().execute(arguments);
    }

    /// All commands; also what shell completion is made from.
    public CommandLine commandLine() {
        CommandLine root = new CommandLine(new RootCommand());
        add(root, "up", new UpCommand(terminal));
        add(root, "stdio", new StdioCommand(terminal));
        add(root, "check", new CheckCommand(terminal));
        add(root, "servers", new ServersCommand(terminal));
        add(root, "logs", new LogsCommand(terminal));
        add(root, "tools", new ToolsCommand(terminal));
        add(root, "prompts", new PromptsCommand(terminal));
        add(root, "resources", new ResourcesCommand(terminal));
        add(root, "call", new CallCommand(terminal));
        add(root, "explain", new ExplainCommand(terminal));
        add(root, "read", new ReadCommand(terminal));
        add(root, "prompt", new PromptCommand(terminal));
        root.addSubcommand("key", KeyCommand.with(terminal));
        root.addSubcommand("token", TokenCommand.with(terminal));
        add(root, "backup", new BackupCommand(terminal));
        add(root, "restore", new RestoreCommand(terminal));
        root.addSubcommand("policy", PolicyCommand.with(terminal));
        root.addSubcommand("approvals", ApprovalsCommand.with(terminal));
        add(root, "usage", new UsageCommand(terminal));
        add(root, "seal", new SealCommand()).addSubcommand("rotate", new SealCommand.Rotate(terminal));
        add(root, "import", new ImportCommand(terminal));
        add(root, "schema", new SchemaCommand(terminal));
        add(root, "completion", new CompletionCommand(terminal));
        add(root, "complete", new CompleteCommand(terminal, root));
        add(root, "version", new VersionCommand(terminal));
        for (CommandLine command : root.getSubcommands().values()) {
            help(command);
            command.getSubcommands().values().forEach(Program::help);
        }
        help(root);
        root.getCommandSpec()
                .versionProvider(() -> new String[] {VersionCommand.line()})
                .addOption(OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("Show the version.")
                        .build());
        root.setOut(new java.io.PrintWriter(terminal.out(), true));
        root.setErr(new java.io.PrintWriter(terminal.err(), true));
        root.setColorScheme(CommandLine.Help.defaultColorScheme(terminal.interactive() ? Ansi.AUTO : Ansi.OFF));
        root.setExecutionExceptionHandler(failures());
        root.setParameterExceptionHandler(wrongArguments(root));
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
            if (asksForJson(parsed.originalArgs())) {
                terminal.out().println(failure.json());
            } else {
                failure.print(terminal.err());
            }
            return failure.exitCode();
        };
    }

    /// A wrong command line is told in a sentence or two; without any command, with the whole help.
    private IParameterExceptionHandler wrongArguments(CommandLine root) {
        IParameterExceptionHandler usual = root.getParameterExceptionHandler();
        return (wrong, arguments) -> {
            if (asksForJson(List.of(arguments))) {
                terminal.out().println(CommandFailure.of(wrong).json());
                return ExitCode.USAGE;
            }
            if (arguments.length > 0 && ServiceLog.isService(arguments[0]) && !terminal.interactiveErrors()) {
                try (CallLog log = LogFormats.log(terminal)) {
                    CommandFailure.of(wrong).log(log);
                }
                return ExitCode.USAGE;
            }
            if (arguments.length == 0) {
                return usual.handleParseException(wrong, arguments);
            }
            CommandFailure.of(wrong).print(terminal.err());
            return ExitCode.USAGE;
        };
    }

    private static boolean asksForJson(List<String> arguments) {
        return arguments.contains("--json");
    }
}
