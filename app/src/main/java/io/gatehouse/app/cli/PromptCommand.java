package io.gatehouse.app.cli;

import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.config.Shown;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "prompt",
        header = "Fill in a prompt and print its messages.",
        footer = {
            "",
            "Example:",
            "  gatehouse prompt shop.answer_customer --arg order_id=10042 \\",
            "    --arg question=Where?"
        })
final class PromptCommand implements Action {
    private final Terminal terminal;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Parameters(paramLabel = "SERVER.PROMPT", description = "The prompt, or its name as clients see it.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String prompt;

    @Option(names = "--arg", paramLabel = "KEY=VALUE", description = "An argument. May be repeated.")
    private Map<String, String> pairs = new LinkedHashMap<>();

    @Mixin
    private final EntryOptions entry = new EntryOptions();

    PromptCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws ConfigurationException, IOException {
        Address address = Address.of(prompt, entry.toolset());
        try (GatewaySession session = GatewaySession.open(options, terminal)) {
            McpClient client = session.client(address);
            ObjectView meant = session.find(client, address, Method.PROMPTS_LIST, "prompts", "prompt");
            requireArguments(meant);
            String arguments = Arguments.json(pairs, null, null);
            Instant sent = Instant.now();
            String params = "{\"name\":" + Json.quote(Address.name(meant))
                    + (arguments == null ? "}" : ",\"arguments\":" + arguments + "}");
            Response answer = client.ask(Method.PROMPTS_GET, params);
            if (answer.result() == null) {
                throw session.failed(answer, sent);
            }
            return Answers.print(answer, "messages", entry.json(), terminal);
        }
    }

    /// Says which arguments are missing, before the server refuses the prompt in words of its own.
    private void requireArguments(ObjectView meant) {
        Slice declared = meant.get("arguments");
        List<String> missing = new ArrayList<>();
        try {
            for (Slice each : declared == null ? List.<Slice>of() : Json.elements(declared)) {
                ObjectView argument = ObjectView.read(each);
                String name = Address.name(argument);
                if (argument.isTrue("required") && !pairs.containsKey(name)) {
                    missing.add(name);
                }
            }
        } catch (MalformedJsonException odd) {
            // Then the server says what it needs.
        }
        if (!missing.isEmpty()) {
            throw new CommandException(
                    ExitCode.USAGE,
                    "The prompt " + Shown.quoted(prompt) + " needs "
                            + (missing.size() == 1 ? "the argument " : "the arguments ")
                            + missing.stream().map(Shown::quoted).collect(Collectors.joining(", ")) + ". Add "
                            + missing.stream()
                                    .map(name -> "--arg " + Shown.plain(name) + "=VALUE")
                                    .collect(Collectors.joining(" "))
                            + ".");
        }
    }
}
