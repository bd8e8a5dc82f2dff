package io.gatehouse.gateway.catalog;

import io.gatehouse.policy.Access;

/// Which view of a toolset: callers of different roles are offered different parts of it.
///
/// @param toolset the toolset's name; empty for that of all servers
/// @param access of the callers who see it; equal for the same roles
record ViewKey(String toolset, Access access) {}
