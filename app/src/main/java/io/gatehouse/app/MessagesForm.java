package io.gatehouse.app;

import io.gatehouse.doors.messages.MessagesSettings;
import io.gatehouse.doors.messages.RelaySettings;

/// The section `messages`.
final class MessagesForm extends Form<MessagesSettings> {
    private static final MessagesSettings STANDARD = MessagesSettings.DEFAULT;

    private final Field<Integer> bodyBytes = field(
            "body-bytes",
            Kinds.size(1024, 1 << 30),
            STANDARD.relay().bodyBytes(),
            Quantities.text(STANDARD.relay().bodyBytes()),
            "Largest request body; limits.body-bytes holds as well.");
    private final Field<Boolean> otherPaths = field(
            "other-paths",
            Kinds.flag(),
            STANDARD.relay().otherPaths(),
            "true",
            "Whether paths beside messages and models (/v1/files, batches) go on to a provider of type anthropic.");

    MessagesForm() {
        super("The Messages API at /v1.");
    }

    @Override
    MessagesSettings build(Values values) {
        RelaySettings relay = new RelaySettings(values.get(bodyBytes), values.get(otherPaths));
        return new MessagesSettings(relay, STANDARD.loop(), STANDARD.results(), STANDARD.sources());
    }
}
