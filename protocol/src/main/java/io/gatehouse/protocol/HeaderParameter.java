package io.gatehouse.protocol;

import java.util.List;

/// A tool argument that a client mirrors into a header `Mcp-Param-{header}` (2026-07-28, `x-mcp-header`). Found by
/// [HeaderParameters].
///
/// @param header the name after `Mcp-Param-`, as the schema spells it
/// @param path the keys that lead to the argument inside `arguments`
public record HeaderParameter(String header, List<String> path) {
    public HeaderParameter {
        path = List.copyOf(path);
    }

    /// The whole name of the header.
    public String name() {
        return MirroredHeaders.PARAMETER + header;
    }
}
