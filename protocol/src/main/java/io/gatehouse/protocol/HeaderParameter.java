package io.gatehouse.protocol;

import java.util.List;

/// A tool argument that a client mirrors into a header `Mcp-Param-{header}` (2026-07-28, `x-mcp-header`).
///
/// @param header the name after `Mcp-Param-`, as the schema spells it
/// @param path the keys that lead to the argument inside `arguments`
/// @param type the schema's type of the argument: `string`, `number`, `integer` or `boolean`
public record HeaderParameter(String header, List<String> path, String type) {
    public HeaderParameter {
        path = List.copyOf(path);
    }
}
