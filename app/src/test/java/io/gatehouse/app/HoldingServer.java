package io.gatehouse.app;

import io.gatehouse.fixtures.Era;
import io.gatehouse.fixtures.FixtureServer;
import io.gatehouse.http.ListenException;
import io.gatehouse.kit.KitServer;
import io.gatehouse.kit.Tool;
import io.gatehouse.kit.ToolCall;
import io.gatehouse.kit.ToolResult;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/// An MCP server over HTTP whose tool `hold` goes on until a test releases it or the caller cancels it, and whose tool
/// `beside` ends once `hold` is under way. Calls are told apart by the argument `key`. `at_once` ends at once.
/// `hold_counted` is like `hold`, but for all that a client knows it has effects.
final class HoldingServer implements AutoCloseable {
    private static final String KEY = "{\"type\":\"object\",\"properties\":{\"key\":{\"type\":\"string\"}}}";

    private final Map<String, CountDownLatch> begun = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> releases = new ConcurrentHashMap<>();
    private final Map<String, String> states = new ConcurrentHashMap<>();
    private final Map<String, Integer> acts = new ConcurrentHashMap<>();
    private final KitServer kit;
    private final FixtureServer server;

    HoldingServer() {
        kit = KitServer.builder("holding", "1")
                .tool(Tool.named("hold")
                        .annotations("{\"readOnlyHint\":true}")
                        .input(KEY)
                        .does(this::hold))
                .tool(Tool.named("hold_counted").input(KEY).does(this::holdCounted))
                .tool(Tool.named("beside")
                        .annotations("{\"readOnlyHint\":true}")
                        .input(KEY)
                        .does(this::beside))
                .tool(Tool.named("at_once").does(call -> ToolResult.text("here")))
                .build();
        try {
            server = new FixtureServer(kit, 0, Era.BOTH);
        } catch (ListenException e) {
            throw new IllegalStateException(e);
        }
    }

    private ToolResult holdCounted(ToolCall call) throws InterruptedException {
        acts.merge(call.text("key"), 1, Integer::sum);
        return hold(call);
    }

    /// How often `hold_counted` was called with this key.
    int acts(String key) {
        return acts.getOrDefault(key, 0);
    }

    private ToolResult hold(ToolCall call) throws InterruptedException {
        String key = call.text("key");
        states.put(key, "waiting");
        latch(begun, key).countDown();
        try {
            latch(releases, key).await();
        } catch (InterruptedException gone) {
            states.put(key, "cancelled");
            throw gone;
        }
        states.put(key, "released");
        return ToolResult.text("held " + key);
    }

    private ToolResult beside(ToolCall call) throws InterruptedException {
        latch(begun, call.text("key")).await();
        return ToolResult.text("it has begun");
    }

    private static CountDownLatch latch(Map<String, CountDownLatch> latches, String key) {
        return latches.computeIfAbsent(key, unused -> new CountDownLatch(1));
    }

    URI endpoint() {
        return server.endpoint();
    }

    /// What became of a call: `none`, `waiting`, `cancelled` or `released`.
    String state(String key) {
        return states.getOrDefault(key, "none");
    }

    /// Returns once the call is in this state.
    void awaitState(String key, String state) {
        Patience.until(key + " is " + state, () -> state(key).equals(state));
    }

    /// Lets the call end.
    void letGo(String key) {
        latch(releases, key).countDown();
    }

    @Override
    public void close() {
        server.close();
        kit.close();
    }
}
