package io.gatehouse.store.counts;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A server that speaks the protocol of Redis.
///
/// @param host its name or address
/// @param database its number
/// @param user null for the server's default
/// @param password null for none
/// @param tls how it is encrypted; null for not at all
public record RedisPlace(
        String host,
        int port,
        int database,
        @Nullable String user,
        @Nullable String password,
        @Nullable Tls tls) {
    /// How the message begins that refuses a URL; the rest says what to do.
    public static final String WRONG = "The URL of the Redis server is not valid. ";

    private static final int PORT = 6379;

    /// Encryption with a certificate that names the host.
    ///
    /// @param authorities a PEM file of those that are trusted; null for those of the Java runtime
    public record Tls(@Nullable Path authorities) {}

    /// Reads `redis://USER:PASSWORD@HOST:PORT/DATABASE`, or `rediss://` for TLS; the user, the password, the port and
    /// the database may be left out.
    ///
    /// @param authorities a PEM file of those that may have issued the certificate of a server with TLS, or null
    /// @throws IllegalArgumentException when it is no such URL; the message has no part of it
    public static RedisPlace of(String text, @Nullable Path authorities) {
        boolean encrypted = text.startsWith("rediss://");
        if (!encrypted && !text.startsWith("redis://")) {
            throw wrong("It must begin with redis:// or rediss://.");
        }
        URI url = parsed(text);
        String host = url.getHost();
        if (host == null || host.isEmpty()) {
            throw wrong("It must name a host, as in redis://HOST:6379. Percent-encode special characters in the"
                    + " password.");
        }
        if (url.getRawQuery() != null || url.getRawFragment() != null) {
            throw wrong("It must end after the number of the database.");
        }
        if (!encrypted && authorities != null) {
            throw wrong("Write rediss:// to use TLS with these authorities.");
        }
        String login = url.getRawUserInfo() == null ? "" : url.getRawUserInfo();
        int colon = login.indexOf(':');
        // Redis before 6 had a password only, which some write alone.
        String user = colon < 0 ? "" : decoded(login.substring(0, colon));
        String password = decoded(login.substring(colon + 1));
        return new RedisPlace(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                url.getPort() < 0 ? PORT : url.getPort(),
                database(url.getRawPath()),
                user.isEmpty() ? null : user,
                password.isEmpty() ? null : password,
                encrypted ? new Tls(authorities) : null);
    }

    private static URI parsed(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException malformed) {
            throw wrong("Percent-encode special characters in the password.");
        }
    }

    private static int database(@Nullable String path) {
        if (path == null || path.isEmpty() || path.equals("/")) {
            return 0;
        }
        if (!path.matches("/[0-9]{1,5}")) {
            throw wrong("After the host there may only be the number of a database, as in redis://HOST:6379/0.");
        }
        return Integer.parseInt(path.substring(1));
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            throw wrong("A percent sign in the user or the password must be written as %25.");
        }
    }

    private static IllegalArgumentException wrong(String remedy) {
        return new IllegalArgumentException(WRONG + remedy);
    }

    /// Without address and credentials.
    @Override
    public String toString() {
        return "Redis";
    }
}
