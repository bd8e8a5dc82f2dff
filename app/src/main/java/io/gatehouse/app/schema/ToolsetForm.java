package io.gatehouse.app.schema;

import io.gatehouse.app.config.Shown;
import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.gateway.catalog.ToolsetSettings.Member;
import io.gatehouse.gateway.catalog.ToolsetSettings.Names;
import io.gatehouse.gateway.catalog.ToolsetSettings.ToolOverride;
import io.gatehouse.upstream.settings.ModelTools;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A toolset in `toolsets`: servers, and what of them is offered. What it makes still wants a name.
public final class ToolsetForm extends Form<Function<String, ToolsetSettings>> {
    private final Field<Names> names = field(
            "names",
            Kinds.choice(new TreeMap<>(Map.of("prefixed", Names.PREFIXED, "bare", Names.BARE))),
            Names.PREFIXED,
            "prefixed: server_tool",
            "How tools and prompts are named; bare names must not collide.");
    private final Field<Boolean> everyServer = field(
            "all-servers",
            Kinds.flag(),
            false,
            "false",
            "Whether to include every server that is not listed under `servers`, with everything it has.");
    private final Field<String> description =
            field("description", Kinds.text(), "What the toolset is for; clients see it next to the gateway's name.");
    private final Field<String> instructions =
            field("instructions", Kinds.text(), "Instructions for the model, given before those of the servers.");
    private final Field<List<ModelTools>> modelTools = ModelToolsKind.field(this);
    private final Field<Map<String, Member>> servers;

    /// @param known the names of all servers; null when any name is right, for the schema
    public ToolsetForm(@Nullable Set<String> known) {
        super("A named selection of servers and tools, served at /mcp/NAME.");
        servers = field(
                "servers",
                new MembersKind(known),
                Map.of(),
                "none",
                "Its servers: a list of names, or a map from each name to what to include.");
    }

    @Override
    @Nullable
    Function<String, ToolsetSettings> build(Values values) {
        Names called = values.get(names);
        boolean every = values.get(everyServer);
        Map<String, Member> members = values.get(servers);
        if (members.isEmpty() && !every && !values.broken()) {
            values.error("names no servers", "List them under `servers`, or set `all-servers: true`.");
        }
        Set<String> renamed = new HashSet<>();
        members.values().stream()
                .flatMap(member -> member.overrides().values().stream())
                .map(ToolOverride::name)
                .forEach(name -> {
                    if (name != null && !renamed.add(name)) {
                        values.error(servers, "two tools are renamed to " + Shown.quoted(name), "Change one of them.");
                    }
                });
        List<Member> all = List.copyOf(members.values());
        String purpose = values.find(description);
        String told = values.find(instructions);
        Set<ModelTools> forModels = Set.copyOf(values.get(modelTools));
        return name -> new ToolsetSettings(name, called, all, every, purpose, told, forModels);
    }
}
