package io.gatehouse.upstream;

import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.upstream.call.IdentityTokens;

/// What all servers use.
///
/// @param engine carries the connections to HTTP servers
/// @param identities makes the tokens by which servers know who calls
record Wiring(HttpEngine engine, IdentityTokens identities) {}
