package io.gatehouse.app.config;

import io.gatehouse.app.schema.ServerForm;
import io.gatehouse.app.schema.ToolsetForm;
import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.gateway.catalog.ToolsetSettings.Member;
import io.gatehouse.protocol.ServerScope;
import io.gatehouse.upstream.settings.ServerSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the sections `servers` and `toolsets`.
public final class ServersReader {
    private static final ServerForm SERVER = new ServerForm();

    private final ServerNames names;
    private final Problems problems;
    private final Set<String> known = new TreeSet<>();

    /// @param names gives each server the name that it is served under
    /// @param problems gets what is wrong
    public ServersReader(ServerNames names, Problems problems) {
        this.names = names;
        this.problems = problems;
    }

    /// The servers of the section, in its order, without those that are disabled.
    ///
    /// @param defaults what holds for each that says nothing else, or null
    public List<ServerSettings> servers(@Nullable Node section, Node.@Nullable Mapping defaults) {
        List<ServerSettings> all = new ArrayList<>();
        entries(section, "servers").forEach((written, entry) -> {
            String path = Shown.member("servers", written);
            if (ServerScope.reserves(written)) {
                problems.error(
                        entry.position(),
                        path,
                        "cannot be the name of a server, because " + ServerNames.meaning(written),
                        "Choose another name.");
                return;
            }
            String name = names.take(written, entry.position(), path);
            if (name == null) {
                return;
            }
            known.add(name);
            Problems own = new Problems();
            Function<String, ServerSettings> settings = SERVER.read(entry.value(), defaults, path, own);
            problems.add(own);
            if (settings != null) {
                all.add(settings.apply(name).with(own.warningsOf(path)).hiding(inserted(entry.value(), defaults)));
            }
        });
        return all;
    }

    /// Keeps the names of the toolsets in a section from servers that are imported later.
    void reserve(@Nullable Node toolsets) {
        if (toolsets instanceof Node.Mapping mapping) {
            mapping.entries().forEach((name, entry) -> names.reserve(name, entry.position()));
        }
    }

    /// Makes further servers known, running or not, so that toolsets may name them.
    void knows(List<String> imported) {
        known.addAll(imported);
    }

    private static List<String> inserted(Node server, Node.@Nullable Mapping defaults) {
        List<String> all = new ArrayList<>(server.inserted());
        if (defaults != null) {
            all.addAll(defaults.inserted());
        }
        return all;
    }

    /// The toolsets of the section by name; members that are disabled are left out.
    ///
    /// @param servers all servers, imported ones too
    public List<ToolsetSettings> toolsets(@Nullable Node section, List<ServerSettings> servers) {
        Set<String> present = new TreeSet<>();
        servers.forEach(server -> present.add(server.name()));
        known.addAll(present);
        ToolsetForm form = new ToolsetForm(known);
        List<ToolsetSettings> all = new ArrayList<>();
        entries(section, "toolsets").forEach((name, entry) -> {
            String path = Shown.member("toolsets", name);
            if (!ServerNames.PATTERN.matcher(name).matches()) {
                problems.error(entry.position(), path, "cannot be a name", "Use 1 to 64 letters, digits, - and _.");
            } else if (known.contains(name)) {
                problems.error(
                        entry.position(),
                        path,
                        "is also the name of a server, which has the toolset /mcp/" + name + " already",
                        "Choose another name.");
            }
            Function<String, ToolsetSettings> settings = form.read(entry.value(), path, problems);
            if (settings != null) {
                all.add(without(settings.apply(name), present));
            }
        });
        all.sort(Comparator.comparing(ToolsetSettings::name));
        return all;
    }

    private static ToolsetSettings without(ToolsetSettings toolset, Set<String> present) {
        List<Member> members = toolset.members().stream()
                .filter(member -> present.contains(member.server()))
                .toList();
        return toolset.with(members);
    }

    private Map<String, Node.Entry> entries(@Nullable Node section, String path) {
        if (section == null) {
            return Map.of();
        }
        if (section instanceof Node.Mapping mapping) {
            return mapping.entries();
        }
        problems.error(section.position(), path, "must be a map, not " + section.kind(), "");
        return Map.of();
    }
}
