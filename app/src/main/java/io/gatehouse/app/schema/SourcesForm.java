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
            "Whether a request that names servers must name an MCP beta in anthropic-beta; otherwise the form of"
                    + " the request decides.");
    private final Field<Outside> outside = field(
            "outside",
            Kinds.choice(new TreeMap<>(Map.of("auto", Outside.AUTO, "allowed", Outside.ALLOWED, "none", Outside.NONE))),
            STANDARD.outside(),
            "auto: any public https address while only this machine can reach the gateway, otherwise those under"
                    + " allow",
            "Whether requests may name servers that are not configured, by address.");
    private final Field<List<OutsidePattern>> allow = field(
            "allow",
            Kinds.listOrOne(Kinds.parsed("an address or a pattern", OutsidePattern::of)),
            List.of(),
            "none",
            "Outside addresses that requests may name: https://mcp.example.com, https://*.example.com/mcp/*.");
    private final Field<List<AddressRange>> privateRanges = field(
            "private-ranges",
            Kinds.listOrOne(Kinds.parsed("a range of IP addresses", AddressRange::of)),
            List.of(),
            "none",
            "Address ranges that are not public but allowed for outside servers: 10.1.0.0/16.");
    private final Field<ServerSettings> reach =
            field("reach", new OutsideForm(), STANDARD.template(), "", "Connections to outside servers.");
    private final Field<Boolean> sampling = field(
            "sampling",
            Kinds.flag(),
            ASKS.sampling(),
            "Whether the model of the request answers a server's sampling requests during a call; otherwise they"
                    + " are declined.");

    SourcesForm() {
        super("MCP servers that requests may name.");
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
