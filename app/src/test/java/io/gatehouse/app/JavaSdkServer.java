package io.gatehouse.app;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncCompletionSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncPromptSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceTemplateSpecification;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;
import tools.jackson.databind.json.JsonMapper;

/// The official Java SDK as a server of 2025-11-25 over Streamable HTTP with sessions. It offers the same as the
/// servers of `fixtures/clients/servers`.
final class JavaSdkServer implements AutoCloseable {
    private static final String PATH = "/mcp";

    /// Some clients drop an update that comes in one read with the answer.
    private static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();

    private static final Map<String, Object> TEXT = schema(Map.of("text", Map.of("type", "string")), "text");
    private static final Map<String, Object> PROMPT = schema(Map.of("prompt", Map.of("type", "string")), "prompt");
    private static final Map<String, Object> NOTHING = schema(Map.of());
    private static final Map<String, Object> WHO = schema(
            Map.of(
                    "name", Map.of("type", "string", "title", "Name"),
                    "age", Map.of("type", "integer", "minimum", 0)),
            "name");

    /// The SDK's own mapper writes a question's mode twice, which Jackson refuses since 3.2.
    private static final McpJsonMapper MAPPER = new JacksonMcpJsonMapper(JsonMapper.builder()
            .addMixIn(McpSchema.ElicitRequest.class, ModeOnce.class)
            .build());

    private final String name;
    private final McpSyncServer server;
    private final Tomcat tomcat = new Tomcat();

    /// Starts it on a free port of loopback.
    ///
    /// @param name what it calls itself in all that it says
    /// @param folder for the servlet container
    JavaSdkServer(String name, Path folder) throws IOException, LifecycleException {
        this.name = name;
        HttpServletStreamableServerTransportProvider transport = HttpServletStreamableServerTransportProvider.builder()
                .jsonMapper(MAPPER)
                .mcpEndpoint(PATH)
                .build();
        server = serve(transport);
        tomcat.setBaseDir(Files.createDirectories(folder).toString());
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(0);
        Context context = tomcat.addContext("", folder.toString());
        Wrapper servlet = Tomcat.addServlet(context, "mcp", transport);
        servlet.setAsyncSupported(true);
        servlet.addMapping(PATH);
        tomcat.getConnector();
        tomcat.start();
    }

    /// Where clients reach it.
    URI endpoint() {
        return URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + PATH);
    }

    @Override
    public void close() throws LifecycleException {
        server.close();
        tomcat.stop();
        tomcat.destroy();
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.EXISTING_PROPERTY, property = "mode")
    private interface ModeOnce {}

    private McpSyncServer serve(HttpServletStreamableServerTransportProvider transport) {
        return McpServer.sync(transport)
                .jsonMapper(MAPPER)
                .serverInfo(name, "1.0.0")
                .capabilities(McpSchema.ServerCapabilities.builder()
                        .tools(true)
                        .resources(true, true)
                        .prompts(true)
                        .completions()
                        .build())
                .toolCall(tool("echo", TEXT).outputSchema(TEXT).build(), this::echo)
                .toolCall(tool("ask", NOTHING).build(), texts((exchange, request) -> said(ask(exchange))))
                .toolCall(tool("sample", PROMPT).build(), texts(this::sample))
                .toolCall(tool("introduce", NOTHING).build(), texts(this::introduce))
                .toolCall(tool("count", NOTHING).build(), texts(JavaSdkServer::count))
                .resources(new SyncResourceSpecification(
                        McpSchema.Resource.builder("asking://" + name + "/note", "note")
                                .mimeType("text/plain")
                                .build(),
                        (exchange, read) -> contents(read, "note of " + name)))
                .resourceTemplates(new SyncResourceTemplateSpecification(
                        McpSchema.ResourceTemplate.builder("asking://" + name + "/items/{id}", "item")
                                .mimeType("text/plain")
                                .build(),
                        (exchange, read) ->
                                contents(read, "item " + read.uri().replaceFirst(".*/", "") + " of " + name)))
                .prompts(new SyncPromptSpecification(
                        McpSchema.Prompt.builder("greet")
                                .arguments(List.of(McpSchema.PromptArgument.builder("who")
                                        .required(true)
                                        .build()))
                                .build(),
                        (exchange, get) -> greet(get)))
                .completions(new SyncCompletionSpecification(
                        new McpSchema.PromptReference("greet"), JavaSdkServer::complete))
                .build();
    }

    private McpSchema.GetPromptResult greet(McpSchema.GetPromptRequest get) {
        McpSchema.Content content = text(greeting(get.arguments().get("who")));
        return McpSchema.GetPromptResult.builder(List.of(new McpSchema.PromptMessage(McpSchema.Role.USER, content)))
                .build();
    }

    private McpSchema.CallToolResult echo(McpSyncServerExchange exchange, McpSchema.CallToolRequest request) {
        Object text = request.arguments().get("text");
        return McpSchema.CallToolResult.builder()
                .addTextContent("echo: " + text)
                .structuredContent(Map.of("text", text))
                .build();
    }

    private McpSchema.ElicitResult ask(McpSyncServerExchange exchange) {
        return exchange.createElicitation(McpSchema.ElicitFormRequest.builder("Who are you? " + name + " asks.", WHO)
                .build());
    }

    private static String said(McpSchema.ElicitResult answer) {
        return answer.action() == McpSchema.ElicitResult.Action.ACCEPT
                ? "accept " + answer.content().get("name") + " "
                        + answer.content().get("age")
                : answer.action().toString();
    }

    private String sample(McpSyncServerExchange exchange, McpSchema.CallToolRequest request) {
        return sampled(exchange, request.arguments().get("prompt"));
    }

    private static String sampled(McpSyncServerExchange exchange, Object prompt) {
        McpSchema.SamplingMessage message = new McpSchema.SamplingMessage(McpSchema.Role.USER, text(prompt.toString()));
        McpSchema.CreateMessageResult answer = exchange.createMessage(
                McpSchema.CreateMessageRequest.builder(List.of(message), 100).build());
        return ((McpSchema.TextContent) answer.content()).text();
    }

    private String introduce(McpSyncServerExchange exchange, McpSchema.CallToolRequest request) {
        Object who = ask(exchange).content().get("name");
        return who + ": " + sampled(exchange, greeting(who));
    }

    private static String count(McpSyncServerExchange exchange, McpSchema.CallToolRequest request) {
        for (int step = 1; step <= 3; step++) {
            exchange.progressNotification(McpSchema.ProgressNotification.builder(request.progressToken(), step)
                    .total(3.0)
                    .build());
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return "counted to 3";
    }

    private String greeting(Object who) {
        return "Greet " + who + " from " + name + ".";
    }

    private static McpSchema.CompleteResult complete(
            McpSyncServerExchange exchange, McpSchema.CompleteRequest request) {
        List<String> values = Stream.of("paris", "park", "rome")
                .filter(value -> value.startsWith(request.argument().value()))
                .toList();
        return new McpSchema.CompleteResult(new McpSchema.CompleteResult.CompleteCompletion(values));
    }

    private static McpSchema.ReadResourceResult contents(McpSchema.ReadResourceRequest read, String text) {
        return McpSchema.ReadResourceResult.builder(List.of(McpSchema.TextResourceContents.builder(read.uri(), text)
                        .mimeType("text/plain")
                        .build()))
                .build();
    }

    private static McpSchema.TextContent text(String text) {
        return McpSchema.TextContent.builder(text).build();
    }

    private static McpSchema.Tool.Builder tool(String name, Map<String, Object> arguments) {
        return McpSchema.Tool.builder(name, arguments);
    }

    private static BiFunction<McpSyncServerExchange, McpSchema.CallToolRequest, McpSchema.CallToolResult> texts(
            BiFunction<McpSyncServerExchange, McpSchema.CallToolRequest, String> tool) {
        return (exchange, request) -> McpSchema.CallToolResult.builder()
                .addTextContent(tool.apply(exchange, request))
                .build();
    }

    private static Map<String, Object> schema(Map<String, Object> properties, String... required) {
        return Map.of("type", "object", "properties", properties, "required", List.of(required));
    }
}
