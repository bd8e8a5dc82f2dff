package io.gatehouse.app;

import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "prompt",
        header = "Fill in a prompt and print its messages.",
        footer = {"", "Example: gatehouse prompt shop.answer_customer --arg order_id=10042 --arg question=Where?"})
final class PromptCommand implements Program.Action {
    private final Terminal terminal;

    @Mixin
    private final ConfigurationOptions options = new ConfigurationOptions();

    @Parameters(paramLabel = "SERVER.PROMPT", description = "The prompt; or its name as clients see it.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String prompt;

    @Option(names = "--arg", paramLabel = "KEY=VALUE", description = "An argument. May be repeated.")
    private Map<String, String> pairs = new LinkedHashMap<>();

    @Option(names = "--json", description = "Print the whole result as JSON.")
    private boolean json;

    PromptCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws ConfigurationException, IOException {
        Address address = Address.of(prompt);
        try (GatewaySession session = GatewaySession.open(options, terminal)) {
            McpClient client = session.client(address);
            ObjectView meant = session.find(client, address, Method.PROMPTS_LIST, "prompts", "prompt");
            String arguments = Arguments.json(pairs, null, null);
            String params = "{\"name\":" + Json.quote(Address.name(meant))
                    + (arguments == null ? "}" : ",\"arguments\":" + arguments + "}");
            Response answer = client.ask(Method.PROMPTS_GET, params);
            if (answer.result() == null) {
                throw session.failed(answer, prompt);
            }
            return Answers.print(answer, "messages", json, terminal);
        }
    }
}
