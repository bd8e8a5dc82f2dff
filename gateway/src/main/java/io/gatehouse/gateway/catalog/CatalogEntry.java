package io.gatehouse.gateway.catalog;

import io.gatehouse.policy.rule.ToolFacts;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.call.CallOptions;
import java.util.Map;

/// A tool or prompt of a toolset: where it lives, and what is known of it.
///
/// @param upstream its server
/// @param exposed its name towards clients
/// @param own its name in the server
/// @param fixedArguments arguments that callers neither see nor set, JSON by key
/// @param options what its calls need: times of its own, arguments that are mirrored into headers
/// @param facts what is known of it
public record CatalogEntry(
        Upstream upstream,
        String exposed,
        String own,
        Map<String, Slice> fixedArguments,
        CallOptions options,
        Facts facts) {
    /// What rules know of the tool.
    public ToolFacts toolFacts() {
        return facts.ruled(upstream.name(), own);
    }
}
