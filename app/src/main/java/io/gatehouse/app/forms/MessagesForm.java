package io.gatehouse.app.forms;

import io.gatehouse.doors.messages.MessagesSettings;
import io.gatehouse.doors.messages.RelaySettings;
import io.gatehouse.doors.messages.loop.LoopSettings;
import io.gatehouse.doors.messages.sources.SourceSettings;
import io.gatehouse.doors.messages.translation.MediaSettings;
import io.gatehouse.doors.messages.translation.ResultSettings;
import java.time.Duration;

/// The section `messages`.
final class MessagesForm extends Form<MessagesSettings> {
    private static final MessagesSettings STANDARD = MessagesSettings.DEFAULT;

    private final Field<Integer> bodyBytes = field(
            "body-bytes",
            Kinds.size(1024, 1 << 30),
            STANDARD.relay().bodyBytes(),
            Quantities.text(STANDARD.relay().bodyBytes()),
            "Largest request body; limits.body-bytes holds as well.");
    private final Field<Integer> tokensAtOnce = field(
            "tokens-at-once",
            Kinds.integer(100_000, Integer.MAX_VALUE),
            STANDARD.relay().tokensAtOnce(),
            "1 for each 256 bytes of memory",
            "Braces, names and values of JSON in all bodies with MCP servers that are in work at once; what would be"
                    + " more is a 529, by which SDKs try again.");
    private final Field<Boolean> otherPaths = field(
            "other-paths",
            Kinds.flag(),
            STANDARD.relay().otherPaths(),
            "true",
            "Whether paths beside messages and models (/v1/files, batches) go on to a provider of type anthropic.");

    private final Field<Integer> resultBytes = field(
            "result-bytes",
            Kinds.size(1_000, 1 << 30),
            STANDARD.results().textBytes(),
            Quantities.text(STANDARD.results().textBytes()),
            "Longest text of a tool's result for the model; the rest is cut, and the text says so.");
    private final Field<Integer> rememberedBytes = field(
            "remembered-bytes",
            Kinds.size(0, 1 << 30),
            Math.toIntExact(STANDARD.results().rememberedBytes()),
            Quantities.text(STANDARD.results().rememberedBytes()),
            "Images and documents of results that are kept in memory for the next request; takes a restart.");
    private final Field<Duration> rememberedFor =
            ServerFields.time(this, "remembered-for", STANDARD.results().rememberedFor(), "How long; takes a restart.");
    private final Field<Integer> resultParts = field(
            "result-parts",
            Kinds.integer(1, 10_000),
            STANDARD.results().parts(),
            String.valueOf(STANDARD.results().parts()),
            "Parts of a tool's result for the model; past it texts are joined.");
    private final Field<MediaSettings> media = field(
            "media", new MediaForm(), STANDARD.results().media(), "", "Images and documents of results for the model.");
    private final Field<LoopSettings> loop =
            field("loop", new LoopForm(), STANDARD.loop(), "", "Where the tool loop of one request ends.");
    private final Field<SourceSettings> servers =
            field("servers", new SourcesForm(), STANDARD.sources(), "", "Which servers requests may name.");

    MessagesForm() {
        super("The Messages API at /v1.");
    }

    @Override
    MessagesSettings build(Values values) {
        RelaySettings relay =
                new RelaySettings(values.get(bodyBytes), values.get(tokensAtOnce), values.get(otherPaths));
        ResultSettings results = new ResultSettings(
                values.get(resultBytes),
                values.get(rememberedBytes),
                values.get(rememberedFor),
                values.get(resultParts),
                values.get(media));
        return new MessagesSettings(relay, values.get(loop), results, values.get(servers));
    }
}
