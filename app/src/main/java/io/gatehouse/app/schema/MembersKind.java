package io.gatehouse.app.schema;

import io.gatehouse.app.config.Node;
import io.gatehouse.app.config.Position;
import io.gatehouse.app.config.Problems;
import io.gatehouse.app.config.ServerNames;
import io.gatehouse.app.config.Shown;
import io.gatehouse.gateway.catalog.ToolsetSettings.Member;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The servers of a toolset: a list of names, or a map from name to what of the server is in it.
final class MembersKind implements Kind<Map<String, Member>> {
    private static final MemberForm FORM = new MemberForm();
    private static final Kind<List<String>> NAMES = Kinds.list(Kinds.text());
    private static final Kind<Map<String, Function<String, Member>>> MAP =
            Kinds.map("the name of a server", ServerNames.PATTERN, FORM);

    private final @Nullable Set<String> known;

    /// @param known the names of all servers; null when any name is right
    MembersKind(@Nullable Set<String> known) {
        this.known = known;
    }

    @Override
    public @Nullable Map<String, Member> read(Node node, String path, Problems problems) {
        Map<String, Member> members = new LinkedHashMap<>();
        if (node instanceof Node.Sequence sequence) {
            for (Node item : sequence.items()) {
                if (item instanceof Node.Scalar scalar && !scalar.absent()) {
                    check(scalar.value(), item.position(), path, problems);
                    members.put(scalar.value(), Member.whole(scalar.value()));
                } else {
                    problems.error(item.position(), path, "must be the name of a server, not " + item.kind(), "");
                }
            }
            return members;
        }
        Map<String, Function<String, Member>> map = MAP.read(node, path, problems);
        if (map == null || !(node instanceof Node.Mapping mapping)) {
            return null;
        }
        mapping.entries().forEach((name, entry) -> {
            check(name, entry.position(), path, problems);
            Function<String, Member> member = map.get(name);
            if (member != null) {
                members.put(name, member.apply(name));
            }
        });
        return members;
    }

    @Override
    public Map<String, Object> schema() {
        return Map.of("anyOf", List.of(NAMES.schema(), MAP.schema()));
    }

    private void check(String name, Position position, String path, Problems problems) {
        if (known != null && !known.contains(name)) {
            String suggestion = Shown.suggestion(name, known);
            String all = known.isEmpty() ? "No servers are configured." : "Servers: " + String.join(", ", known) + ".";
            problems.error(
                    position,
                    Shown.member(path, name),
                    "there is no server " + Shown.quoted(name),
                    suggestion.isEmpty() ? all : suggestion);
        }
    }
}
