package io.gatehouse.gateway.catalog;

import java.util.List;

/// Two or more things of the same name in one toolset; only the first server's is offered.
///
/// @param toolset the toolset's name
/// @param kind `tool` or `prompt`
/// @param name the name that they share
/// @param owners the servers that have it, the one that is offered first
public record Collision(String toolset, String kind, String name, List<String> owners) {
    public Collision {
        owners = List.copyOf(owners);
    }
}
