package io.gatehouse.kit;

import java.util.List;
import java.util.concurrent.CountDownLatch;

/// A server whose tools do what the tests want to see.
public final class ProbeServer {
    public final CountDownLatch started = new CountDownLatch(1);
    public final CountDownLatch interrupted = new CountDownLatch(1);
    public final KitServer server;

    public ProbeServer() {
        this(KitSettings.DEFAULT);
    }

    public ProbeServer(KitSettings settings) {
        server = KitServer.builder("probe", "1")
                .settings(settings)
                .instructions("Only for tests.")
                .tool(Tool.named("echo")
                        .input("{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\",\"maxLength\":10},"
                                + "\"list\":{\"type\":\"array\",\"items\":{\"type\":\"object\",\"required\":[\"n\"],"
                                + "\"properties\":{\"n\":{\"type\":\"integer\",\"minimum\":1}}}}},"
                                + "\"required\":[\"text\"],\"additionalProperties\":false}")
                        .does(call -> ToolResult.text(call.text("text"))))
                .tool(Tool.named("wait").does(call -> {
                    started.countDown();
                    try {
                        new CountDownLatch(1).await();
                        return ToolResult.text("never");
                    } catch (InterruptedException cancelled) {
                        interrupted.countDown();
                        throw cancelled;
                    }
                }))
                .tool(Tool.named("talk").does(call -> {
                    call.progress(1, 2.0, "half");
                    call.log(LogLevel.DEBUG, "quiet");
                    call.log(LogLevel.WARNING, "loud");
                    return ToolResult.text("done");
                }))
                .tool(Tool.named("ask").does(call -> {
                    Elicited name = call.elicit("name", "Who?", "{\"type\":\"object\",\"properties\":{}}");
                    Elicited colour = call.elicit("colour", "Which?", "{\"type\":\"object\",\"properties\":{}}");
                    return ToolResult.text(name.content().path("value").asString("") + " likes "
                            + colour.content().path("value").asString(""));
                }))
                .tool(Tool.named("fail").does(call -> {
                    throw new IllegalStateException("it broke");
                }))
                .tool(Tool.named("wrong-output")
                        .output("{\"type\":\"object\",\"required\":[\"total\"]}")
                        .does(call -> ToolResult.structured(JsonValues.object())))
                .tool(Tool.named("routed")
                        .input("{\"type\":\"object\",\"properties\":{\"region\":{\"type\":\"string\","
                                + "\"x-mcp-header\":\"Region\"},\"inner\":{\"type\":\"object\",\"properties\":{"
                                + "\"size\":{\"type\":\"integer\",\"x-mcp-header\":\"Size\"}}}}}")
                        .does(call -> ToolResult.text("routed")))
                .resource(Resource.text("test://one", "one", "The only one", "text/plain", () -> "one"))
                .template(ResourceTemplate.of(
                        "test://many/{name}/data",
                        "many",
                        "Many",
                        "text/plain",
                        call -> List.of(ResourceContents.text(call.uri(), "text/plain", call.variable("name")))))
                .prompt(Prompt.named("greet", "Greets")
                        .required("who", "Whom")
                        .optional("how", "How")
                        .completing(
                                "who",
                                (typed, others) -> java.util.stream.IntStream.range(0, 150)
                                        .mapToObj(number -> typed + number)
                                        .toList())
                        .gives(call -> PromptResult.user("Greet " + call.argument("who"))))
                .build();
    }
}
