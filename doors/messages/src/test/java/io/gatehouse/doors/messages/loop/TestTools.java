package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.doors.messages.sources.ToolSource;
import io.gatehouse.doors.messages.translation.OfferedTool;
import io.gatehouse.gateway.call.HeldTools;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import tools.jackson.databind.node.ObjectNode;

/// A server made by hand, whose calls are remembered.
final class TestTools implements ToolSource {
    private static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk" + "+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    /// A call that came.
    record Called(String tool, ObjectNode arguments, CompletableFuture<Response> result) {}

    final List<Called> calls = new CopyOnWriteArrayList<>();
    final AtomicInteger lists = new AtomicInteger();
    private final java.util.concurrent.Semaphore closed = new java.util.concurrent.Semaphore(0);
    private final List<OfferedTool> offered = new ArrayList<>();
    HeldTools held = HeldTools.NONE;
    private final Map<String, Function<ObjectNode, CompletableFuture<Response>>> behaviours = new LinkedHashMap<>();
    private final CountDownLatch called = new CountDownLatch(1);

    /// The usual ones: `echo` reads only, `change` does not, `fail` tells a failure, `broken` gives an error of the
    /// protocol, `crash` fails in the gateway, `hang` never answers, `huge` gives a megabyte, `picture` an image.
    static TestTools usual() {
        return new TestTools()
                .tool("echo", true, arguments -> text(arguments.path("text").asString("nothing")))
                .tool("change", false, arguments -> text("changed " + arguments))
                .tool("fail", true, arguments -> done(Response.toolError("no such thing")))
                .tool("broken", true, arguments -> done(Response.error(-32000, "out of order")))
                .tool("crash", true, arguments -> CompletableFuture.failedFuture(new IllegalStateException("crashed")))
                .tool("hang", true, arguments -> new CompletableFuture<>())
                .tool("huge", true, arguments -> text("0123456789".repeat(100_000)))
                .tool(
                        "picture",
                        true,
                        arguments -> done(Response.result("{\"content\":[{\"type\":\"image\",\"data\":\"" + PIXEL
                                + "\",\"mimeType\":\"image/png\"}]}")));
    }

    TestTools tool(String name, boolean readOnly, Function<ObjectNode, CompletableFuture<Response>> behaviour) {
        ObjectNode schema = Trees.object().put("type", "object");
        schema.putObject("properties").putObject("text").put("type", "string");
        offered.add(new OfferedTool(name, "Does " + name, schema, readOnly, readOnly));
        behaviours.put(name, behaviour);
        return this;
    }

    static CompletableFuture<Response> text(String text) {
        return done(Response.result("{\"content\":[{\"type\":\"text\",\"text\":" + Json.quote(text) + "}]}"));
    }

    static CompletableFuture<Response> done(Response response) {
        return CompletableFuture.completedFuture(response);
    }

    @Override
    public List<OfferedTool> tools() {
        lists.incrementAndGet();
        return offered;
    }

    @Override
    public HeldTools held() {
        return held;
    }

    @Override
    public CompletableFuture<Response> call(String tool, ObjectNode arguments) {
        CompletableFuture<Response> result = behaviours.get(tool).apply(arguments);
        calls.add(new Called(tool, arguments, result));
        called.countDown();
        return result;
    }

    @Override
    public void close() {
        closed.release();
    }

    /// Waits until it was closed so often.
    void awaitClosed(int times) throws InterruptedException {
        closed.acquire(times);
    }

    /// Waits for the first call.
    Called firstCall() throws InterruptedException {
        called.await();
        return calls.getFirst();
    }
}
