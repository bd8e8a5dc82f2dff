package io.gatehouse.app;

import io.gatehouse.doors.front.Audience;
import io.gatehouse.doors.front.Door;
import io.gatehouse.doors.front.RevokeDoor;
import io.gatehouse.doors.front.Route;
import io.gatehouse.doors.front.Routes;
import io.gatehouse.doors.front.TokenDoor;
import io.gatehouse.identity.tokens.Resources;

/// Which paths of the gateway lead to which door.
final class MainRoutes {
    private MainRoutes() {}

    /// The paths of the listener, and who may use them. The first line that fits counts.
    static Routes of(Door mcp, Door messages, Door status, Door metadata, Door tokens, Door revocation) {
        return new Routes(
                Route.of("/mcp", "GET POST DELETE", Audience.CALLER, mcp),
                Route.of("/mcp/*", "GET POST DELETE", Audience.CALLER, mcp),
                Route.of("/sse", "GET POST", Audience.CALLER, mcp),
                Route.of("/sse/*", "GET POST", Audience.CALLER, mcp),
                Route.of("/v1/api/hello", "GET HEAD", Audience.ANYONE, messages),
                Route.of("/v1/messages/api/hello", "GET HEAD", Audience.ANYONE, messages),
                Route.of("/v1", "*", Audience.CALLER, messages),
                Route.of("/v1/*", "*", Audience.CALLER, messages),
                Route.of("/api/hello", "GET HEAD", Audience.ANYONE, messages),
                Route.of(TokenDoor.MAKE, "POST", Audience.ANYONE, tokens),
                Route.of(RevokeDoor.PATH, "POST", Audience.ANYONE, revocation),
                Route.of(TokenDoor.KEYS, "GET HEAD", Audience.ANYONE, tokens),
                Route.of(Resources.WELL_KNOWN, "GET HEAD", Audience.ANYONE, metadata),
                Route.of(Resources.WELL_KNOWN + "/*", "GET HEAD", Audience.ANYONE, metadata),
                Route.of("/health", "GET HEAD", Audience.EVERYBODY, status),
                Route.of("/ready", "GET HEAD", Audience.EVERYBODY, status),
                Route.of("/metrics", "GET HEAD", Audience.OPERATOR, status),
                Route.of("/logs/*", "GET HEAD", Audience.OPERATOR, status),
                Route.of("*", "*", Audience.ANYONE, status));
    }
}
