package io.gatehouse.app.cli;

import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.Header;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.WholeResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Calls a gateway as clients of both eras do: what the launcher has recorded for faster starts, by
/// `up --exit-after-self-test`. For a virtual thread.
public final class SelfTest {
    private static final Deadlines DEADLINES = Deadlines.total(Duration.ofSeconds(10));
    private static final Pattern FIRST_NAME =
            Pattern.compile("\"tools\"\\s*:\\s*\\[\\s*\\{.*?\"name\"\\s*:\\s*\"([^\"]*)\"");
    private static final int ROUNDS = 20;

    private final HttpClient client;
    private final URI endpoint;
    private final String key;

    /// @param endpoint the address of `/mcp`
    /// @param key admits this program where a key is required
    public SelfTest(HttpClient client, URI endpoint, String key) {
        this.client = client;
        this.endpoint = endpoint;
        this.key = key;
    }

    /// @throws HttpFailure when there is no answer
    /// @throws IllegalStateException when an answer is an HTTP error
    public void run() throws HttpFailure {
        for (int round = 0; round < ROUNDS; round++) {
            modern();
            legacy();
        }
    }

    private void modern() throws HttpFailure {
        modern("server/discover", "", "");
        modern("resources/list", "", "");
        modern("prompts/list", "", "");
        Matcher tool = FIRST_NAME.matcher(modern("tools/list", "", ""));
        if (tool.find()) {
            modern("tools/call", tool.group(1), "\"name\":\"" + tool.group(1) + "\",\"arguments\":{},");
        }
    }

    private String modern(String method, String name, String parameters) throws HttpFailure {
        List<Header> headers = headers("2026-07-28");
        headers.add(new Header("Mcp-Method", method));
        if (!name.isEmpty()) {
            headers.add(new Header("Mcp-Name", name));
        }
        String body = """
                {"jsonrpc":"2.0","id":1,"method":"%s","params":{%s"_meta":{\
                "io.modelcontextprotocol/protocolVersion":"2026-07-28",\
                "io.modelcontextprotocol/clientInfo":{"name":"self-test","version":"1"},\
                "io.modelcontextprotocol/clientCapabilities":{}}}}""".formatted(method, parameters);
        return text(send("POST", headers, body));
    }

    private void legacy() throws HttpFailure {
        List<Header> headers = headers("2025-11-25");
        WholeResponse initialized = send("POST", headers, """
                {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
                "capabilities":{},"clientInfo":{"name":"self-test","version":"1"}}}""");
        String session = initialized.headers().get("Mcp-Session-Id");
        if (session != null) {
            headers.add(new Header("Mcp-Session-Id", session));
        }
        send("POST", headers, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        Matcher tool = FIRST_NAME.matcher(
                text(send("POST", headers, "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}")));
        if (tool.find()) {
            send("POST", headers, """
                    {"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"%s","arguments":{}}}""".formatted(tool.group(1)));
        }
        if (session != null) {
            send("DELETE", headers, "");
        }
    }

    private List<Header> headers(String revision) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Content-Type", "application/json"));
        headers.add(new Header("Accept", "application/json, text/event-stream"));
        headers.add(new Header("Authorization", "Bearer " + key));
        headers.add(new Header("MCP-Protocol-Version", revision));
        return headers;
    }

    private WholeResponse send(String method, List<Header> headers, String body) throws HttpFailure {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        WholeResponse response =
                client.exchange(new ClientRequest(method, endpoint, List.copyOf(headers), bytes, DEADLINES));
        if (response.status() >= 400) {
            throw new IllegalStateException(
                    "The self-test got status " + response.status() + " for " + body + ": " + text(response));
        }
        return response;
    }

    private static String text(WholeResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}
