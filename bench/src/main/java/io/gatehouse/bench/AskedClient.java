package io.gatehouse.bench;

import java.io.IOException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A modern client of the asking upstream, whose calls wait in the gateway for its answers. Used by one thread.
final class AskedClient implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String TOOL = Gatehouse.ASKING + "_echo";
    private static final int ID = 10_000_000;

    private final Address address;
    private final Wire wire;

    AskedClient(Address address) throws IOException {
        this.address = address;
        this.wire = new Wire(address.port());
    }

    /// What a call waits for.
    ///
    /// @param key of the question
    /// @param state to bring back
    record Question(String key, String state) {}

    /// Calls, and gets the question instead of the result.
    Question call() throws IOException {
        JsonNode result = request("");
        String key = result.path("inputRequests").propertyNames().stream()
                .findFirst()
                .orElseThrow(() -> new IOException("a call was not asked anything: " + result));
        return new Question(key, result.path("requestState").asString());
    }

    /// Answers, and gets the result.
    void answer(Question question) throws IOException {
        JsonNode result = request("\"inputResponses\":{\"" + question.key()
                + "\":{\"action\":\"accept\",\"content\":{\"order\":\"10042\"}}},\"requestState\":\"" + question.state()
                + "\",");
        String text = result.path("content").path(0).path("text").asString();
        if (!text.equals(UpstreamAnswers.TEXT)) {
            throw new IOException("an answered call ended with " + result);
        }
    }

    private JsonNode request(String answers) throws IOException {
        int status = wire.call(Calls.numbered(Calls.askingCall(address, TOOL, answers), ID));
        JsonNode message = JSON.readTree(wire.body());
        if (status != 200 || !message.has("result")) {
            throw new IOException("a call was answered with " + status + ": " + message);
        }
        return message.path("result");
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
