package io.gatehouse.doors.messages.sources;

import io.gatehouse.gateway.outside.OutsideBounds;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.address.AddressRange;
import io.gatehouse.upstream.settings.ListBounds;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Which servers a request may name, how outside ones are reached and kept, and what servers may ask in the middle of a
/// call.
///
/// @param outside whether addresses that are not configured may be named
/// @param allowed the outside addresses that may be named
/// @param privateRanges addresses that outside servers may have although they are not public
/// @param bounds how many outside servers are kept, and how long
/// @param template how outside servers are reached and used; its transport is [Transport.Http], whose client is used
///     with the guard that `privateRanges` make
/// @param asks what servers may ask in the middle of a call
/// @param betaRequired whether requests with servers have to name a beta of MCP
public record SourceSettings(
        Outside outside,
        List<OutsidePattern> allowed,
        List<AddressRange> privateRanges,
        OutsideBounds bounds,
        ServerSettings template,
        Asks asks,
        boolean betaRequired) {

    /// Whether servers that are not configured may be named by address.
    public enum Outside {
        /// Any public https address where only this machine reaches the listener, else those allowed.
        AUTO,
        /// Only those allowed.
        ALLOWED,
        /// None.
        NONE
    }

    /// What servers may ask in the middle of a call, and how often.
    ///
    /// @param sampling whether the model of the request answers what they sample; otherwise that is declined
    /// @param perCall questions of one call that are answered; past them it ends in an error, 1 or more
    /// @param maxTokens the most that a sampled answer may have, 1 or more
    public record Asks(boolean sampling, int perCall, int maxTokens) {
        /// No sampling, 16 questions a call, 4,096 tokens.
        public static final Asks DEFAULT = new Asks(false, 16, 4_096);

        public Asks {
            if (perCall < 1 || maxTokens < 1) {
                throw new IllegalArgumentException("the bounds on what servers ask must be 1 or more");
            }
        }
    }

    /// Outside servers with answers of 32 MiB and lists of 10,000 entries and 4 MiB
    /// at
    /// most.
    public static final SourceSettings DEFAULT = new SourceSettings(
            Outside.AUTO, List.of(), List.of(), OutsideBounds.DEFAULT, standardTemplate(), Asks.DEFAULT, false);

    public SourceSettings {
        allowed = List.copyOf(allowed);
        privateRanges = List.copyOf(privateRanges);
    }

    /// How an outside server is reached when nothing else is configured.
    public static ServerSettings standardTemplate() {
        return template(client().build()).build();
    }

    /// A client for outside servers, to be changed: 16 connections, 32 MiB for an answer or an event.
    public static ClientSettings.Builder client() {
        return ClientSettings.builder()
                .maxBodyBytes(32 << 20)
                .maxEventBytes(32 << 20)
                .maxConnections(16);
    }

    /// How an outside server is used when nothing else is configured, to be changed.
    public static ServerSettings.Builder template(ClientSettings client) {
        Transport way = new Transport.Http(URI.create("https://outside.invalid/"), false, Map.of(), null, client);
        return ServerSettings.builder("outside", way)
                .lists(new ListBounds(
                        100, 10_000, 4 << 20, Duration.ofSeconds(30), Duration.ofDays(1), Duration.ofSeconds(5)))
                .maxInFlight(100)
                .maxOwnConnections(16);
    }
}
