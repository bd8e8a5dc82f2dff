package io.gatehouse.scripted;

import io.gatehouse.scripted.script.Json;
import io.gatehouse.scripted.script.Part;
import io.gatehouse.scripted.script.Scene;
import io.gatehouse.scripted.script.Template;
import io.gatehouse.scripted.script.Turn;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Says what a turn has to say to one request: its blocks, in order, until a limit of the request
/// ends them.
final class AnswerBuilder {
    private static final String THOUGHT = "The script says what to do next.";

    private final String script;
    private final Turn turn;
    private final Scene scene;
    private final JsonNode body;
    private final Ids ids;
    private final Signature signature;
    private final ArrayNode content = Json.MAPPER.createArrayNode();
    private final Set<String> callable;
    private int room;
    private int output;
    private int thought;
    private boolean calls;
    private @Nullable String stop;
    private @Nullable String stopSequence;

    AnswerBuilder(String script, Turn turn, Scene scene, JsonNode body, Ids ids, Signature signature) {
        this.script = script;
        this.turn = turn;
        this.scene = scene;
        this.body = body;
        this.ids = ids;
        this.signature = signature;
        this.callable = new LinkedHashSet<>(scene.conversation().tools());
        this.room = (int) Math.min(Integer.MAX_VALUE, body.path("max_tokens").asLong(0));
    }

    /// The answer.
    ///
    /// @throws RejectedException if the script does not fit the request
    Answer build() {
        String id = ids.next("msg_");
        for (Part part : parts()) {
            if (stop == null) {
                switch (part) {
                    case Part.Text text -> text(text.text().fill(scene));
                    case Part.Thinking thinking -> think(thinking.text().fill(scene));
                    case Part.Call call -> call(call);
                    case Part.Search search -> search(search.query().fill(scene));
                }
            }
        }
        return new Answer(id, scene.conversation().model(), content, stopReason(), stopSequence, output, thought);
    }

    /// A model whose thinking is enabled always thinks first; one whose thinking is not never does.
    private List<Part> parts() {
        List<Part> parts = new ArrayList<>(turn.say());
        String thinking = scene.conversation().thinking();
        if (thinking.equals("disabled")) {
            parts.removeIf(Part.Thinking.class::isInstance);
        } else if (thinking.equals("enabled") && !(!parts.isEmpty() && parts.getFirst() instanceof Part.Thinking)) {
            parts.addFirst(new Part.Thinking(new Template(List.of(THOUGHT))));
        }
        return parts;
    }

    private void text(String whole) {
        String text = whole;
        for (JsonNode sequence : body.path("stop_sequences")) {
            int at = text.indexOf(sequence.asString(""));
            if (at >= 0) {
                text = text.substring(0, at);
                stop = "stop_sequence";
                stopSequence = sequence.stringValue();
            }
        }
        text = spend(text);
        if (!text.isEmpty()) {
            content.addObject().put("type", "text").put("text", text).putNull("citations");
        }
    }

    private void think(String whole) {
        String text = spend(whole);
        thought += Tokens.of(text);
        content.addObject().put("type", "thinking").put("thinking", text).put("signature", signature.of(text));
    }

    /// The part of the text that the request has room for.
    private String spend(String text) {
        String fitting = Tokens.first(text, room);
        if (fitting.length() < text.length()) {
            stop = "max_tokens";
            stopSequence = null;
        }
        spend(Tokens.of(fitting));
        return fitting;
    }

    private void spend(int tokens) {
        room -= tokens;
        output += tokens;
    }

    private void call(Part.Call call) {
        JsonNode choice = body.path("tool_choice");
        boolean second = calls && choice.path("disable_parallel_tool_use").asBoolean(false);
        if (second || choice.path("type").asString("").equals("none")) {
            return;
        }
        String tool = callable.stream()
                .filter(call.tool()::matches)
                .findFirst()
                .orElseThrow(() -> RejectedException.script(
                        where() + " calls " + call.tool() + ", but the request offers no such tool; it offers: "
                                + (callable.isEmpty() ? "none" : String.join(", ", callable))));
        JsonNode input = call.arguments().fill(scene);
        use("tool_use", "toolu_", tool, input);
        calls |= stop == null;
    }

    private @Nullable String use(String type, String prefix, String tool, JsonNode input) {
        int tokens = Tokens.of(tool + input);
        if (tokens > room) {
            stop = "max_tokens";
            return null;
        }
        spend(tokens);
        String id = ids.next(prefix);
        ObjectNode use = content.addObject().put("type", type).put("id", id).put("name", tool);
        use.set("input", input);
        use.putObject("caller").put("type", "direct");
        return id;
    }

    private void search(String query) {
        ToolSearch search = ToolSearch.of(body);
        if (search == null) {
            throw RejectedException.script(where() + " searches for tools, but the request offers no search tool; add"
                    + " one of type tool_search_tool_bm25_20251119 or tool_search_tool_regex_20251119");
        }
        String id = use("server_tool_use", "srvtoolu_", search.name(), search.input(query));
        if (id != null) {
            ObjectNode found = search.content(query, scene.conversation().deferred());
            content.addObject()
                    .put("type", "tool_search_tool_result")
                    .put("tool_use_id", id)
                    .set("content", found);
            found.path("tool_references")
                    .forEach(reference ->
                            callable.add(reference.path("tool_name").asString("")));
        }
    }

    private String stopReason() {
        if (turn.stop() != null && stop == null) {
            if (turn.stop().equals("stop_sequence")) {
                stopSequence = body.path("stop_sequences").path(0).asString("stop");
            }
            return turn.stop();
        }
        return stop != null ? stop : calls ? "tool_use" : "end_turn";
    }

    private String where() {
        return "the script " + script + ", line " + turn.line() + " (turns[" + turn.index() + "])";
    }
}
