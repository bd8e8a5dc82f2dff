package io.gatehouse.app.schema;

import io.gatehouse.doors.messages.MessagesSettings;
import io.gatehouse.doors.messages.RelaySettings;
import io.gatehouse.doors.messages.loop.LoopSettings;
import io.gatehouse.doors.messages.sources.SourceSettings;

/// The section `messages`.
final class MessagesForm extends Form<MessagesSettings> {
    private static final MessagesSettings STANDARD = MessagesSettings.DEFAULT;

    private final Field<Integer> bodyBytes = field(
            "body-bytes",
            Kinds.SIZE,
            STANDARD.relay().bodyBytes(),
            "Largest request body; limits.body-bytes applies too.");
    private final Field<Boolean> otherPaths = field(
            "other-paths",
            Kinds.flag(),
            STANDARD.relay().otherPaths(),
            "Whether paths other than messages and models (/v1/files, batches) are passed on to a provider of type"
                    + " anthropic.");

    private final Field<Integer> resultBytes = field(
            "result-bytes",
            Kinds.size(1_000, 1 << 30),
            STANDARD.resultBytes(),
            "Longest text of a tool result for the model; the rest is cut, and the text says so.");
    private final Field<LoopSettings> loop =
            field("loop", new LoopForm(), STANDARD.loop(), "", "Limits of the tool loop of one request.");
    private final Field<SourceSettings> servers =
            field("servers", new SourcesForm(), STANDARD.sources(), "", "MCP servers that requests may name.");

    MessagesForm() {
        super("The Messages API at /v1.");
        RemovedKeys.ofMessages(this);
    }

    @Override
    MessagesSettings build(Values values) {
        RelaySettings relay =
                new RelaySettings(values.get(bodyBytes), STANDARD.relay().tokensAtOnce(), values.get(otherPaths));
        return new MessagesSettings(relay, values.get(loop), values.get(resultBytes), values.get(servers));
    }
}
