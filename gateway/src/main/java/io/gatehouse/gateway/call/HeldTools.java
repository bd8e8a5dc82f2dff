package io.gatehouse.gateway.call;

import java.util.List;
import java.util.Set;

/// What cannot be used now, because calls to its servers are held back.
///
/// @param servers their names
/// @param tools the names of their tools as callers know them
/// @param all whether there is no other server
public record HeldTools(List<String> servers, Set<String> tools, boolean all) {
    /// Everything can be used.
    public static final HeldTools NONE = new HeldTools(List.of(), Set.of(), false);

    public HeldTools {
        servers = List.copyOf(servers);
        tools = Set.copyOf(tools);
    }
}
