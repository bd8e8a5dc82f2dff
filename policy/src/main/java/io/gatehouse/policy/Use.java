package io.gatehouse.policy;

import io.gatehouse.protocol.CallerId;
import org.jspecify.annotations.Nullable;

/// One use of the gateway, as far as limits need to know it.
///
/// @param kind what is used
/// @param caller who uses it
/// @param session the id of the caller's session; null where there is none
/// @param server the server that has it; empty for a model
/// @param name of the tool or prompt as its server calls it, the URI, or the model
public record Use(UseKind kind, CallerId caller, @Nullable String session, String server, String name) {}
