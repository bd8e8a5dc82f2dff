package io.gatehouse.app.schema;

import io.gatehouse.app.config.Node;
import io.gatehouse.app.config.Problems;
import io.gatehouse.app.config.ServerNames;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A route in `models.routes`: the name of a provider, a list of names, or a map with more to say.
final class RouteKind implements Kind<RouteKind.Written> {
    private static final Kind<List<String>> NAMES =
            Kinds.listOrOne(Kinds.text("the name of a provider", ServerNames.PATTERN, "Use letters, digits, - and _."));
    private static final RouteForm FORM = new RouteForm();

    /// A route as it is written.
    ///
    /// @param as the name by which the providers know the model, or null when it is the same
    record Written(List<String> providers, @Nullable String as) {}

    @Override
    public @Nullable Written read(Node node, String path, Problems problems) {
        if (node instanceof Node.Mapping) {
            return FORM.read(node, path, problems);
        }
        List<String> names = NAMES.read(node, path, problems);
        if (names != null && names.isEmpty()) {
            problems.error(node.position(), path, "names no provider", "Write one, or a list of them.");
            return null;
        }
        return names == null ? null : new Written(names, null);
    }

    @Override
    public Map<String, Object> schema() {
        return Map.of("anyOf", List.of(NAMES.schema(), FORM.schema()));
    }

    private static final class RouteForm extends Form<Written> {
        private final Field<List<String>> providers =
                field("providers", NAMES, List.of(), "", "Providers to try, in this order.");
        private final Field<String> as = field("as", Kinds.text(), "The providers' name of the model, if it differs.");

        RouteForm() {
            super("Providers of a model, and its name there.");
        }

        @Override
        @Nullable
        Written build(Values values) {
            List<String> names = values.get(providers);
            if (names.isEmpty() && !values.broken()) {
                values.error("names no provider", "Write `providers` with one or more of them.");
            }
            return new Written(names, values.find(as));
        }
    }
}
