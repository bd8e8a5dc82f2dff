package io.gatehouse.app.schema;

import io.gatehouse.app.config.Node;
import io.gatehouse.app.config.Problems;
import io.gatehouse.gateway.catalog.Selection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What of a server is in a toolset: all of it, nothing, or what patterns say.
final class SelectionKind implements Kind<Selection> {
    private static final Kind<Boolean> FLAG = Kinds.flag();
    private static final Pattern ANY = Pattern.compile("[^\\x00-\\x1f\\x7f]{1,1024}");

    private final PatternsForm patterns;

    /// @param what what a pattern is for, for messages: "the name of a prompt"
    /// @param things what is chosen, for the schema
    SelectionKind(String what, String things) {
        patterns = new PatternsForm(
                Kinds.text("a pattern for " + what, ANY, "* stands for any text, ? for one character."), things);
    }

    @Override
    public @Nullable Selection read(Node node, String path, Problems problems) {
        if (node instanceof Node.Scalar) {
            Boolean all = FLAG.read(node, path, problems);
            return all == null ? null : all ? Selection.ALL : Selection.NONE;
        }
        return patterns.read(node, path, problems);
    }

    @Override
    public Map<String, Object> schema() {
        return Map.of("anyOf", List.of(FLAG.schema(), patterns.schema()));
    }

    /// Notes a list of what is allowed that allows nothing.
    static void refuseEmpty(Values values, Field<List<String>> allow, List<String> allowed) {
        if (values.written(allow) && allowed.isEmpty() && !values.broken()) {
            values.error(
                    allow, "is an empty list, which would allow nothing", "Remove it to allow all, or deny \"*\".");
        }
    }

    private static final class PatternsForm extends Form<Selection> {
        private final Field<List<String>> allow;
        private final Field<List<String>> deny;

        PatternsForm(Kind<String> pattern, String things) {
            super(things + " of a server in a toolset.");
            allow = field("allow", Kinds.listOrOne(pattern), List.of(), "all", things + " to include.");
            deny = field(
                    "deny", Kinds.listOrOne(pattern), List.of(), "none", things + " to leave out, even if allowed.");
        }

        @Override
        Selection build(Values values) {
            List<String> allowed = values.get(allow);
            refuseEmpty(values, allow, allowed);
            return new Selection(allowed, values.get(deny));
        }
    }
}
