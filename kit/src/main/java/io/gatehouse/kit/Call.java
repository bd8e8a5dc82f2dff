package io.gatehouse.kit;

import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Slice;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A call that is being answered, as the function that answers it sees it: who asks, and ways to report progress, to
/// log and to ask the client something. For the thread that runs the function.
public abstract sealed class Call permits ToolCall, PromptCall, ResourceCall {
    private final CallContext context;

    Call(CallContext context) {
        this.context = context;
    }

    /// Who calls.
    public Peer peer() {
        return context.exchange().peer();
    }

    /// The request as it came.
    public Request request() {
        return context.request();
    }

    /// Tells how far the call is; does nothing when the client did not ask to know.
    ///
    /// @param done grows with every call
    /// @param total what `done` will be at the end, or null when that is unknown
    /// @param message what goes on, or null
    public void progress(double done, @Nullable Double total, @Nullable String message) {
        Slice token = context.request().progressToken();
        if (token == null) {
            return;
        }
        ObjectNode params = JsonValues.object();
        params.set("progress", JsonValues.number(done));
        if (total != null) {
            params.set("total", JsonValues.number(total));
        }
        JsonValues.putIfPresent(params, "message", message);
        // The token goes back as it came; it may be a number that no tree holds.
        String told =
                "{\"progressToken\":" + token.text() + "," + params.toString().substring(1);
        context.exchange().notify(Notification.of(Method.PROGRESS, told));
    }

    /// Sends a log message when the client wants those of this level: a legacy one after `logging/setLevel` or by
    /// default, a modern one when the request says so (`_meta`, log level).
    public void log(LogLevel level, String text) {
        log(level, null, JsonValues.MAPPER.getNodeFactory().stringNode(text));
    }

    /// [#log(LogLevel, String)] with the name of a logger, or null, and any JSON as the message.
    public void log(LogLevel level, @Nullable String logger, JsonNode data) {
        LogLevel wanted = wantedLevel();
        if (wanted == null || level.compareTo(wanted) < 0) {
            return;
        }
        ObjectNode params = JsonValues.object().put("level", level.wire());
        JsonValues.putIfPresent(params, "logger", logger);
        params.set("data", data);
        context.exchange().notify(Notification.of(Method.MESSAGE, params.toString()));
    }

    /// Asks the client all of these at once and waits for the answers. A legacy client is asked in the middle of the
    /// call; with a modern one the function may end here and run again from its start ([ToolFunction]).
    ///
    /// @throws CallException when the client did not declare what it takes, refuses, or takes too long
    /// @throws InterruptedException when the client cancels the call meanwhile
    public Answers ask(Ask... asks) throws InterruptedException {
        return new Answers(context.answers(List.of(asks)));
    }

    /// Asks the user to fill a form and waits for what they do; [#ask(Ask...)] says how.
    ///
    /// @param key what tells this form from others of the same call
    /// @param schema the JSON Schema of its fields
    public Elicited elicit(String key, String message, String schema) throws InterruptedException {
        return Elicited.of(one(Ask.form(key, message, schema)));
    }

    /// Asks the client's model; [#ask(Ask...)] says how.
    ///
    /// @param params the JSON of `sampling/createMessage`
    /// @return the result of `sampling/createMessage`
    public ObjectNode sample(String key, String params) throws InterruptedException {
        return one(Ask.sample(key, params));
    }

    /// Asks for the folders that the client works in; [#ask(Ask...)] says how.
    ///
    /// @return their URIs
    public List<String> roots(String key) throws InterruptedException {
        return one(Ask.roots(key))
                .path("roots")
                .valueStream()
                .map(root -> root.path("uri").asString(""))
                .toList();
    }

    private ObjectNode one(Ask ask) throws InterruptedException {
        return ask(new Ask[] {ask}).of(ask.key());
    }

    private @Nullable LogLevel wantedLevel() {
        Peer peer = peer();
        if (peer.revision().modern()) {
            ObjectView meta = context.request().meta();
            String level = meta == null ? null : meta.string(Meta.LOG_LEVEL);
            return level == null ? null : LogLevel.of(level).orElse(null);
        }
        String level = peer.session() == null ? null : peer.session().logLevel();
        return level == null
                ? context.settings().logLevel()
                : LogLevel.of(level).orElse(context.settings().logLevel());
    }
}
