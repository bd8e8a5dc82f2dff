package io.gatehouse.app.cli;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.observe.ServerReport;
import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.protocol.Method;
import io.gatehouse.upstream.settings.ServerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Parameters;

/// What the scripts of [CompletionCommand] ask: what the word that is being written may become, one a line. It starts
/// no server; for tools, prompts and resources it asks the gateway that runs.
@Command(name = "complete", hidden = true, header = "Print the possible completions of the last word.")
final class CompleteCommand implements Action {
    private final Terminal terminal;
    private final CommandLine root;

    @Parameters(arity = "0..*", paramLabel = "WORD", description = "The words so far, including the last one.")
    private List<String> words = new ArrayList<>();

    CompleteCommand(Terminal terminal, CommandLine root) {
        this.terminal = terminal;
        this.root = root;
    }

    @Override
    public Integer call() {
        String current = words.isEmpty() ? "" : words.getLast();
        List<String> before = words.isEmpty() ? List.of() : words.subList(0, words.size() - 1);
        candidates(before, current)
                .filter(candidate -> candidate.startsWith(current))
                .distinct()
                .sorted()
                .forEach(terminal.out()::println);
        return ExitCode.OK;
    }

    private Stream<String> candidates(List<String> before, String current) {
        CommandLine command = root;
        int arguments = 0;
        OptionSpec open = null;
        for (String word : before) {
            CommandLine sub = command.getSubcommands().get(word);
            if (open != null) {
                open = null;
            } else if (word.startsWith("-")) {
                open = valued(command, word);
            } else if (sub != null) {
                command = sub;
            } else {
                arguments++;
            }
        }
        if (open != null) {
            return named(open.paramLabel(), command, before, current);
        }
        int split = current.indexOf('=');
        OptionSpec named = split < 0 ? null : valued(command, current.substring(0, split));
        if (named != null) {
            String option = current.substring(0, split + 1);
            return named(named.paramLabel(), command, before, current.substring(split + 1))
                    .map(option::concat);
        }
        if (current.startsWith("-")) {
            return command.getCommandSpec().options().stream()
                    .filter(option -> !option.hidden())
                    .map(OptionSpec::longestName);
        }
        if (!command.getSubcommands().isEmpty()) {
            return command.getSubcommands().entrySet().stream()
                    .filter(entry ->
                            !entry.getValue().getCommandSpec().usageMessage().hidden())
                    .map(java.util.Map.Entry::getKey);
        }
        List<PositionalParamSpec> positional = command.getCommandSpec().positionalParameters();
        return arguments < positional.size()
                ? named(positional.get(arguments).paramLabel(), command, before, current)
                : Stream.empty();
    }

    /// The option of this name if it has a value, or null.
    private static @Nullable OptionSpec valued(CommandLine command, String name) {
        OptionSpec option = command.getCommandSpec().findOption(name);
        return option == null || option.arity().max() == 0 ? null : option;
    }

    /// What a parameter may be, by how help calls it.
    private Stream<String> named(String label, CommandLine command, List<String> before, String current) {
        try {
            return switch (label) {
                case "SERVER.TOOL" -> listed(before, current, Method.TOOLS_LIST, "tools", "name");
                case "SERVER.PROMPT" -> listed(before, current, Method.PROMPTS_LIST, "prompts", "name");
                case "URI" -> listed(before, current, Method.RESOURCES_LIST, "resources", "uri");
                case "SERVER" -> servers(before);
                case "SHELL" -> Stream.of(CompletionCommand.Shell.values()).map(Enum::name);
                case "NAME" ->
                    command.getCommandName().equals("new") ? Stream.empty() : serversAndToolsets(configuration(before));
                default -> Stream.empty();
            };
        } catch (ConfigurationException | CommandException | IOException unknown) {
            return Stream.empty();
        }
    }

    private Stream<String> servers(List<String> before) throws ConfigurationException {
        Asked asked = Asked.find(options(before), terminal.silent());
        return asked.configuration() == null
                ? StateQuestion.ask(Objects.requireNonNull(asked.running())).servers().stream()
                        .map(ServerReport::name)
                : asked.configuration().servers().stream().map(ServerSettings::name);
    }

    private static Stream<String> serversAndToolsets(Configuration configuration) {
        return Stream.concat(
                configuration.servers().stream().map(ServerSettings::name),
                configuration.toolsets().stream().map(ToolsetSettings::name));
    }

    private Stream<String> listed(List<String> before, String current, String method, String list, String key)
            throws ConfigurationException, IOException {
        Asked asked = Asked.find(options(before), terminal.silent());
        if (asked.running() == null) {
            return Stream.empty();
        }
        int dot = key.equals("name") ? current.indexOf('.') : -1;
        String start = dot > 0 ? current.substring(0, dot) : "";
        try (GatewaySession session = new GatewaySession(asked, null)) {
            return session.client(start).list(method, list).stream()
                    .map(entry -> entry.string(key))
                    .flatMap(Stream::ofNullable)
                    .map(new Address(start, "")::spelled)
                    .toList()
                    .stream();
        }
    }

    /// The configuration that the words name.
    private Configuration configuration(List<String> before) throws ConfigurationException {
        return options(before).loader(terminal).load();
    }

    private static ConfigurationOptions options(List<String> before) {
        List<Path> file = values(before, "--config", "-c");
        List<Path> data = values(before, "--data");
        return ConfigurationOptions.of(last(file), last(data), values(before, "--import"));
    }

    private static @Nullable Path last(List<Path> written) {
        return written.isEmpty() ? null : written.getLast();
    }

    private static List<Path> values(List<String> before, String... names) {
        List<Path> values = new ArrayList<>();
        for (int at = 0; at < before.size(); at++) {
            String word = before.get(at);
            int split = word.indexOf('=');
            if (at + 1 < before.size() && List.of(names).contains(word)) {
                values.add(Path.of(before.get(at + 1)));
            } else if (split > 0 && List.of(names).contains(word.substring(0, split))) {
                values.add(Path.of(word.substring(split + 1)));
            }
        }
        return values;
    }
}
