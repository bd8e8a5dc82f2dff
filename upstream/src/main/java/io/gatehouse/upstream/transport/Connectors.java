package io.gatehouse.upstream.transport;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.Timers;
import io.gatehouse.http.engine.HttpEngine;
import io.gatehouse.upstream.call.IdentityTokens;
import io.gatehouse.upstream.call.ServerLog;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;

/// Makes what connects to a server, as its transport wants it.
public final class Connectors {
    /// Connections of HTTP/1.1 that a client's own connection may hold at once: its call, and the server's stream.
    private static final int HELD_BY_OWN = 2;

    private Connectors() {}

    /// Settings that cannot work keep only their own server out.
    public static Connector of(ServerSettings settings, HttpEngine engine, IdentityTokens identities, ServerLog log) {
        try {
            return working(settings, engine, identities, log);
        } catch (IllegalArgumentException unfit) {
            return new InvalidConnector(
                    "server " + settings.name() + " cannot be used: " + unfit.getMessage(),
                    "correct the settings of server " + settings.name());
        }
    }

    private static Connector working(
            ServerSettings settings, HttpEngine engine, IdentityTokens identities, ServerLog log) {
        Timers timers = engine.timers();
        return switch (settings.transport()) {
            case Transport.Stdio stdio ->
                new StdioConnector(settings, stdio, timers, engine.memory().answers(), log);
            case Transport.Http http ->
                new HttpConnector(
                        new HttpEndpoint(settings, http, engine.client(client(settings, http)), timers, identities));
            case Transport.HttpGroup group ->
                throw new IllegalArgumentException("each of its addresses has a connector of its own");
            case Transport.InProcess inProcess ->
                new InProcessConnector(settings.name(), inProcess.handler(), timers, settings.connectTimeout());
            case Transport.Invalid invalid -> new InvalidConnector(invalid.problem(), invalid.remedy());
        };
    }

    /// Calls that wait on connections of their clients' own must leave some for everything else: even the answers that
    /// they wait for need one.
    private static ClientSettings client(ServerSettings settings, Transport.Http http) {
        return http.client().plusConnections(HELD_BY_OWN * settings.maxOwnConnections());
    }
}
