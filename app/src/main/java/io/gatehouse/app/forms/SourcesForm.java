package io.gatehouse.app.forms;

import io.gatehouse.doors.messages.sources.OutsidePattern;
import io.gatehouse.doors.messages.sources.SourceSettings;
import io.gatehouse.doors.messages.sources.SourceSettings.Asks;
import io.gatehouse.doors.messages.sources.SourceSettings.Outside;
import io.gatehouse.gateway.outside.OutsideBounds;
import io.gatehouse.http.address.AddressRange;
import io.gatehouse.upstream.settings.ServerSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The section `messages.servers`: which servers requests may name, and how those outside are kept.
final class SourcesForm extends Form<SourceSettings> {
    private static final SourceSettings STANDARD = SourceSettings.DEFAULT;
    private static final OutsideBounds BOUNDS = OutsideBounds.DEFAULT;
    private static final Asks ASKS = Asks.DEFAULT;

    private final Field<Integer> most = count("most", 1_000, STANDARD.servers(), "Servers that one request may name.");
    private final Field<Boolean> requireBeta = field(
            "require-beta",
            Kinds.flag(),
            STANDARD.betaRequired(),
            "false",
            "Whether a request that names servers must name a beta of MCP in anthropic-beta; else its form says what it"
                    + " means.");
    private final Field<Outside> outside = field(
            "outside",
            Kinds.choice(new TreeMap<>(Map.of("auto", Outside.AUTO, "allowed", Outside.ALLOWED, "none", Outside.NONE))),
            STANDARD.outside(),
            "auto: any public https address while only this machine reaches the gateway, else those under allow",
            "Whether servers that are not configured may be named by address.");
    private final Field<List<OutsidePattern>> allow = field(
            "allow",
            Kinds.listOrOne(Kinds.parsed("an address or a pattern", OutsidePattern::of)),
            List.of(),
            "none",
            "Outside addresses that may be named: https://mcp.example.com, https://*.example.com/mcp/*.");
    private final Field<List<AddressRange>> privateRanges = field(
            "private-ranges",
            Kinds.listOrOne(Kinds.parsed("a range of IP addresses", AddressRange::of)),
            List.of(),
            "none",
            "Addresses that outside servers may have although they are not public: 10.1.0.0/16.");
    private final Field<Integer> kept =
            count("kept", 100_000, BOUNDS.servers(), "Outside servers that are connected at once.");
    private final Field<Integer> keptPerCaller =
            count("kept-per-caller", 100_000, BOUNDS.perCaller(), "Of them for one caller.");
    private final Field<Integer> keptBytes = field(
            "kept-bytes",
            Kinds.size(1024, 1 << 30),
            (int) BOUNDS.bytes(),
            Quantities.text(BOUNDS.bytes()),
            "What the lists of all of them may take.");
    private final Field<Duration> keptFor =
            ServerFields.time(this, "kept-for", BOUNDS.kept(), "How long one is kept that nobody uses.");
    private final Field<Duration> listAge = ServerFields.time(
            this, "list-age", BOUNDS.listAge(), "How old its lists may be before they are asked for again.");
    private final Field<ServerSettings> reach =
            field("reach", new OutsideForm(), STANDARD.template(), "", "How outside servers are reached and used.");
    private final Field<Boolean> sampling = field(
            "sampling",
            Kinds.flag(),
            ASKS.sampling(),
            "false",
            "Whether the model of the request answers what a server samples in the middle of a call; else that is"
                    + " declined.");
    private final Field<Integer> questions = count(
            "questions", 10_000, ASKS.perCall(), "Questions of a server that are answered in the middle of one call.");
    private final Field<Integer> samplingTokens =
            count("sampling-tokens", 1_000_000, ASKS.maxTokens(), "Longest sampled answer.");

    SourcesForm() {
        super("Which servers requests may name.");
    }

    private Field<Integer> count(String name, int largest, int fallback, String description) {
        return field(name, Kinds.integer(1, largest), fallback, String.valueOf(fallback), description);
    }

    @Override
    SourceSettings build(Values values) {
        return new SourceSettings(
                values.get(most),
                values.get(outside),
                values.get(allow),
                values.get(privateRanges),
                new OutsideBounds(
                        values.get(kept),
                        values.get(keptPerCaller),
                        values.get(keptBytes),
                        values.get(keptFor),
                        values.get(listAge)),
                values.get(reach),
                new Asks(values.get(sampling), values.get(questions), values.get(samplingTokens)),
                values.get(requireBeta));
    }
}
