package io.gatehouse.app;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The official Java SDK as a client: performs the same scenarios as the clients of `fixtures/clients` (calls,
/// reads, prompts, completions, elicitation, sampling; it cannot cancel) and reports in the same form.
final class JavaSdkClient {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, Object>> ARGUMENTS = new TypeReference<>() {};

    private final ObjectNode report = JSON.createObjectNode();
    private final List<JsonNode> progress = new CopyOnWriteArrayList<>();
    private final List<JsonNode> requests = new CopyOnWriteArrayList<>();

    private JavaSdkClient() {}

    /// Performs a scenario at a Streamable HTTP endpoint.
    static JsonNode perform(URI endpoint, String scenario) {
        return new JavaSdkClient().run(endpoint, JSON.readTree(scenario));
    }

    private JsonNode run(URI endpoint, JsonNode scenario) {
        HttpClientStreamableHttpTransport transport = HttpClientStreamableHttpTransport.builder(
                        endpoint.resolve("/").toString())
                .endpoint(endpoint.getPath())
                .build();
        McpClient.SyncSpec client = McpClient.sync(transport)
                .requestTimeout(Duration.ofSeconds(60))
                .clientInfo(
                        McpSchema.Implementation.builder("java-sdk", "2.1.0").build())
                .progressConsumer(update -> progress.add(JSON.valueToTree(update)));
        McpSchema.ClientCapabilities.Builder capabilities = McpSchema.ClientCapabilities.builder();
        for (JsonNode capability : scenario.path("capabilities")) {
            switch (capability.asString()) {
                case "elicitation" -> {
                    capabilities.elicitation();
                    client.elicitation(request -> answer(request, scenario.get("elicitation")));
                }
                case "sampling" -> {
                    capabilities.sampling();
                    client.sampling(this::sample);
                }
                default -> throw new IllegalArgumentException("no answer to questions of " + capability);
            }
        }
        client.capabilities(capabilities.build());
        try (McpSyncClient connected = client.build()) {
            perform(connected, scenario);
        }
        return report;
    }

    private McpSchema.ElicitResult answer(McpSchema.ElicitFormRequest request, JsonNode answer) {
        note("elicitation/create")
                .put("message", request.message())
                .set("requestedSchema", JSON.valueToTree(request.requestedSchema()));
        return JSON.treeToValue(answer, McpSchema.ElicitResult.class);
    }

    private McpSchema.CreateMessageResult sample(McpSchema.CreateMessageRequest request) {
        note("sampling/createMessage")
                .put("maxTokens", request.maxTokens())
                .set("messages", JSON.valueToTree(request.messages()));
        return McpSchema.CreateMessageResult.builder(McpSchema.Role.ASSISTANT, "A fixed answer.", "fixed")
                .build();
    }

    /// Reports a question.
    ///
    /// @return its parameters, to be filled
    private ObjectNode note(String method) {
        ObjectNode request = JSON.createObjectNode().put("method", method);
        requests.add(request);
        return request.putObject("params");
    }

    private void perform(McpSyncClient client, JsonNode scenario) {
        McpSchema.InitializeResult greeting = client.initialize();
        report.put("revision", greeting.protocolVersion());
        report.set("capabilities", JSON.valueToTree(greeting.capabilities()));
        report.put("instructions", greeting.instructions());
        report.set("tools", JSON.valueToTree(client.listTools().tools()));
        if (greeting.capabilities().resources() != null) {
            report.set("resources", JSON.valueToTree(client.listResources().resources()));
            report.set(
                    "templates", JSON.valueToTree(client.listResourceTemplates().resourceTemplates()));
        }
        if (greeting.capabilities().prompts() != null) {
            report.set("prompts", JSON.valueToTree(client.listPrompts().prompts()));
        }
        each(scenario, "calls", call -> client.callTool(call(call)));
        each(
                scenario,
                "reads",
                uri -> client.readResource(JSON.treeToValue(
                        JSON.createObjectNode().set("uri", uri), McpSchema.ReadResourceRequest.class)));
        each(scenario, "gets", get -> client.getPrompt(new McpSchema.GetPromptRequest(name(get), arguments(get))));
        each(scenario, "completions", wanted -> client.completeCompletion(completion(wanted)));
        report.set("ping", JSON.valueToTree(client.ping()));
        report.set("progress", JSON.valueToTree(progress));
        report.set("requests", JSON.valueToTree(requests));
    }

    private void each(JsonNode scenario, String part, Function<JsonNode, Object> action) {
        ArrayNode outcomes = report.putArray(part);
        for (JsonNode item : scenario.path(part)) {
            if (!item.has("cancelAfterMs")) {
                outcomes.add(outcome(() -> action.apply(item)));
            }
        }
    }

    private static JsonNode outcome(Supplier<Object> action) {
        try {
            return JSON.createObjectNode().set("result", JSON.valueToTree(action.get()));
        } catch (McpError e) {
            return JSON.createObjectNode().set("error", JSON.valueToTree(e.getJsonRpcError()));
        }
    }

    private static McpSchema.CallToolRequest call(JsonNode call) {
        Map<String, Object> meta = call.has("progress") ? Map.of("progressToken", "progress-" + name(call)) : Map.of();
        return new McpSchema.CallToolRequest(name(call), arguments(call), meta);
    }

    private static McpSchema.CompleteRequest completion(JsonNode wanted) {
        JsonNode ref = wanted.get("ref");
        McpSchema.CompleteReference reference = ref.has("uri")
                ? new McpSchema.ResourceReference(ref.get("uri").stringValue())
                : new McpSchema.PromptReference(name(ref));
        JsonNode argument = wanted.get("argument");
        return new McpSchema.CompleteRequest(
                reference,
                new McpSchema.CompleteRequest.CompleteArgument(
                        name(argument), argument.get("value").stringValue()));
    }

    private static String name(JsonNode item) {
        return item.get("name").stringValue();
    }

    private static Map<String, Object> arguments(JsonNode item) {
        return item.has("arguments") ? JSON.convertValue(item.get("arguments"), ARGUMENTS) : Map.of();
    }
}
