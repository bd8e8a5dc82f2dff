package io.gatehouse.app.schema;

import io.gatehouse.app.config.Node;
import io.gatehouse.app.config.Problems;
import io.gatehouse.protocol.OperatorScope;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a key may do with the gateway itself: `true` for seeing its state, or scopes of operators.
final class OperatorKind implements Kind<List<String>> {
    private static final Kind<Boolean> FLAG = Kinds.flag();
    private static final Kind<List<String>> SCOPES = Kinds.listOrOne(Kinds.scalar(
            "a scope of operators",
            Map.of("type", "string", "pattern", "^(?:admin:read|admin:write|keys|[A-Za-z0-9_-]{1,64}:approve)$"),
            text -> OperatorScope.is(text) ? text : null,
            "Write admin:read, admin:write, keys, SERVER:approve or mcp:approve."));

    @Override
    public @Nullable List<String> read(Node node, String path, Problems problems) {
        if (node instanceof Node.Scalar scalar
                && !scalar.value().contains(":")
                && !scalar.value().equals("keys")) {
            Boolean flag = FLAG.read(node, path, problems);
            if (flag == null) {
                return null;
            }
            return flag ? List.of(OperatorScope.READ) : List.of();
        }
        return SCOPES.read(node, path, problems);
    }

    @Override
    public Map<String, Object> schema() {
        return Map.of("anyOf", List.of(FLAG.schema(), SCOPES.schema()));
    }
}
