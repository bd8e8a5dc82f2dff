package io.gatehouse.app.schema;

import io.gatehouse.doors.messages.sources.OutsidePattern;
import io.gatehouse.doors.messages.sources.SourceSettings;
import io.gatehouse.doors.messages.sources.SourceSettings.Asks;
import io.gatehouse.doors.messages.sources.SourceSettings.Outside;
import io.gatehouse.http.address.AddressRange;
import io.gatehouse.upstream.settings.ServerSettings;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The section `messages.servers`: which servers requests may name, and how those outside are kept.
final class SourcesForm extends Form<SourceSettings> {
    private static final SourceSettings STANDARD = SourceSettings.DEFAULT;
    private static final Asks ASKS = Asks.DEFAULT;

    private final Field<Boolean> requireBeta = field(
            "require-beta",
            Kinds.flag(),
            STANDARD.betaRequired(),
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
    private final Field<ServerSettings> reach =
            field("reach", new OutsideForm(), STANDARD.template(), "", "How outside servers are reached and used.");
    private final Field<Boolean> sampling = field(
            "sampling",
            Kinds.flag(),
            ASKS.sampling(),
            "Whether the model of the request answers what a server samples in the middle of a call; else that is"
                    + " declined.");

    SourcesForm() {
        super("Which servers requests may name.");
        RemovedKeys.ofSources(this);
    }

    @Override
    SourceSettings build(Values values) {
        return new SourceSettings(
                values.get(outside),
                values.get(allow),
                values.get(privateRanges),
                STANDARD.bounds(),
                values.get(reach),
                new Asks(values.get(sampling), ASKS.perCall(), ASKS.maxTokens()),
                values.get(requireBeta));
    }
}
