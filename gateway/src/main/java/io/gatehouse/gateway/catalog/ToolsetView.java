package io.gatehouse.gateway.catalog;

import io.gatehouse.protocol.CacheScope;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.settings.ModelTools;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a toolset offers at one moment: ready lists, and the owner of everything in them. Never changes.
///
/// @param tools where each tool lives, by exposed name
/// @param prompts where each prompt lives, by exposed name
/// @param resources where each resource lives
/// @param withheld tools that are not listed, because the scope that they need is missing in the caller's roles, or
///     because of rules; by exposed name
/// @param toolPages the list of tools
/// @param promptPages the list of prompts
/// @param resourcePages the list of resources
/// @param templatePages the list of resource templates
/// @param capabilities what is declared to clients
/// @param description what the toolset is for, or null
/// @param instructions what is told to the model, or null
/// @param ttlMillis how long clients may keep the lists
/// @param cacheScope who may share them
/// @param members the servers in the toolset, by name
/// @param ownNames whether a tool or prompt in it may have a name that does not begin with its server's
/// @param collisions names that more than one server claims
/// @param modelTools what of it beside its tools a model gets as tools
public record ToolsetView(
        Map<String, CatalogEntry> tools,
        Map<String, CatalogEntry> prompts,
        ResourceIndex resources,
        Map<String, CatalogEntry> withheld,
        ListPages toolPages,
        ListPages promptPages,
        ListPages resourcePages,
        ListPages templatePages,
        AnnouncedCapabilities capabilities,
        @Nullable String description,
        @Nullable String instructions,
        long ttlMillis,
        CacheScope cacheScope,
        List<Upstream> members,
        boolean ownNames,
        List<Collision> collisions,
        Set<ModelTools> modelTools) {}
