package io.gatehouse.app.config;

import io.gatehouse.upstream.settings.ServerIdentity;
import io.gatehouse.upstream.settings.ServerSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether the servers that are told who calls by a token can be: somebody must issue it, and it must be for them
/// alone.
final class ServerIdentities {
    private ServerIdentities() {}

    /// Notes what stands against the tokens of servers.
    ///
    /// @param section `servers` as it is written
    /// @param publicUrl of the gateway, which issues the tokens; empty when it is not set
    static void check(
            List<ServerSettings> servers, @Nullable Node section, String publicUrl, Source source, Problems problems) {
        for (ServerSettings server : servers) {
            ServerIdentity identity = server.callers().identity();
            if (identity == null) {
                continue;
            }
            String path = Shown.member("servers", server.name()) + ".identity";
            Node written = member(member(section, server.name()), "identity");
            Position position = written == null ? Position.of(source) : written.position();
            if (publicUrl.isEmpty()) {
                problems.error(
                        position,
                        path,
                        "requires a public URL: it is the issuer of the tokens, and servers get the keys there that"
                                + " check them",
                        "Set listen.public-url.");
            } else if (within(identity.audience(), publicUrl)) {
                problems.error(
                        position,
                        path,
                        "would make tokens for this gateway itself: its audience is "
                                + Shown.quoted(identity.audience()),
                        "Set identity-audience to what the server checks.");
            }
        }
    }

    private static @Nullable Node member(@Nullable Node node, String name) {
        Node.Entry entry = node instanceof Node.Mapping map ? map.entries().get(name) : null;
        return entry == null ? null : entry.value();
    }

    private static boolean within(String audience, String publicUrl) {
        return audience.equals(publicUrl) || audience.startsWith(publicUrl + "/");
    }
}
