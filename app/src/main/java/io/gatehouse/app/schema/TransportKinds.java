package io.gatehouse.app.schema;

import io.gatehouse.app.config.Node;
import io.gatehouse.app.config.Problems;
import io.gatehouse.app.config.Shown;
import io.gatehouse.app.config.Source;
import io.gatehouse.http.HostAndPort;
import io.gatehouse.http.ProxySettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The kinds of values that say how a server is reached.
public final class TransportKinds {
    private static final Map<String, Object> TEXT = Map.of("type", "string");
    /// What names of headers look like.
    static final Pattern HEADER = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}");
    /// Headers that belong to the protocol or to the connection.
    private static final Set<String> OWN_HEADERS = Set.of(
            "accept",
            "connection",
            "content-length",
            "content-type",
            "host",
            "last-event-id",
            "mcp-method",
            "mcp-name",
            "mcp-protocol-version",
            "mcp-session-id",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /// A program: looked up in PATH, or a path when it has a `/`.
    static final Kind<String> COMMAND = Kinds.placed("a program", TEXT, TransportKinds::command);

    /// The address of a server.
    static final Kind<URI> URL = Kinds.scalar(
            "an address",
            TEXT,
            TransportKinds::url,
            "Write http:// or https://, a host and a path, without user, password and fragment; credentials go to"
                    + " `headers`.");

    /// A page: an address, or a path of the server that it belongs to.
    static final Kind<URI> PAGE = Kinds.scalar(
            "an address or a path",
            TEXT,
            TransportKinds::page,
            "Write http:// or https:// and a host, or a path that begins with /.");

    /// Variables of a child process.
    static final Kind<Map<String, String>> ENVIRONMENT = Kinds.map(
            "the name of a variable",
            Pattern.compile("[^=\\x00]{1,256}"),
            Kinds.secret("a string without zero bytes", textOrNumber(), TransportKinds::variable, ""));

    /// Headers of requests.
    static final Kind<Map<String, String>> HEADERS = new HeadersKind();

    /// A folder or a `file:` address.
    static final Kind<String> ROOT = Kinds.placed("a folder or a file: address", TEXT, TransportKinds::root);

    /// A proxy.
    static final Kind<ProxySettings> PROXY =
            Kinds.scalar("a proxy", TEXT, TransportKinds::proxy, "Write http://host:port or socks5://host:port.");

    /// A duration, or a number of milliseconds as clients' files have it.
    static final Kind<Duration> TIMEOUT = Kinds.scalar(
            "a duration from 1s to 7d",
            Map.of("type", List.of("string", "integer")),
            TransportKinds::timeout,
            "Write it with its unit, 30s, or in milliseconds, 30000.");

    private TransportKinds() {}

    /// Whether a header belongs to the protocol or to the connection, so that nobody else gives it.
    public static boolean ownHeader(String name) {
        return OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT));
    }

    private static Map<String, Object> textOrNumber() {
        return Map.of("type", List.of("string", "number", "boolean"));
    }

    private static @Nullable String command(String written, Source source) {
        String value = written.strip();
        if (value.isBlank() || value.indexOf('\0') >= 0) {
            return null;
        }
        try {
            return value.contains("/") ? source.resolve(value).toString() : value;
        } catch (InvalidPathException invalid) {
            return null;
        }
    }

    /// The value without the white space around it, as it is sent; null when a line break or the like is left.
    private static @Nullable String headerValue(String written) {
        String value = written.strip();
        return value.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 127) ? null : value;
    }

    private static @Nullable String variable(String value) {
        return value.indexOf('\0') >= 0 ? null : value;
    }

    private static @Nullable URI url(String value) {
        try {
            URI uri = new URI(value.strip());
            String scheme = uri.getScheme();
            boolean http = "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
            boolean plain = uri.getRawUserInfo() == null && uri.getRawFragment() == null;
            HostAndPort place = HostAndPort.of(uri);
            return http && plain && place != null && place.port() <= 65_535 ? uri : null;
        } catch (URISyntaxException invalid) {
            return null;
        }
    }

    private static @Nullable URI page(String value) {
        try {
            boolean path = value.startsWith("/") && !value.startsWith("//");
            return path ? new URI(value.strip()) : url(value);
        } catch (URISyntaxException invalid) {
            return null;
        }
    }

    private static @Nullable String root(String value, Source source) {
        try {
            if (value.startsWith("file:")) {
                return new URI(value).toString();
            }
            return value.isEmpty() || value.contains("://")
                    ? null
                    : source.resolve(value).toUri().toString();
        } catch (URISyntaxException | InvalidPathException invalid) {
            return null;
        }
    }

    private static @Nullable ProxySettings proxy(String value) {
        try {
            URI uri = new URI(value);
            ProxySettings.Kind kind =
                    switch (uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT)) {
                        case "http" -> ProxySettings.Kind.HTTP;
                        case "socks5", "socks5h", "socks" -> ProxySettings.Kind.SOCKS5;
                        default -> null;
                    };
            HostAndPort place = HostAndPort.of(uri);
            if (kind == null || place == null || place.port() < 1 || place.port() > 65_535) {
                return null;
            }
            String user = uri.getUserInfo();
            int colon = user == null ? -1 : user.indexOf(':');
            return new ProxySettings(
                    kind,
                    place.host(),
                    place.port(),
                    user == null || colon < 0 ? user : user.substring(0, colon),
                    user == null || colon < 0 ? null : user.substring(colon + 1),
                    List.of());
        } catch (URISyntaxException invalid) {
            return null;
        }
    }

    private static @Nullable Duration timeout(String value) {
        Duration duration =
                value.matches("[0-9]{1,12}") ? Duration.ofMillis(Long.parseLong(value)) : Quantities.duration(value);
        return duration == null
                        || duration.compareTo(Duration.ofSeconds(1)) < 0
                        || duration.compareTo(Duration.ofDays(7)) > 0
                ? null
                : duration;
    }

    private static final class HeadersKind implements Kind<Map<String, String>> {
        private static final Kind<Map<String, String>> ANY = Kinds.map(
                "the name of a header",
                HEADER,
                Kinds.secret(
                        "a string of one line without control characters",
                        textOrNumber(),
                        TransportKinds::headerValue,
                        ""));

        @Override
        public @Nullable Map<String, String> read(Node node, String path, Problems problems) {
            if (!(node instanceof Node.Mapping mapping)) {
                return ANY.read(node, path, problems);
            }
            Map<String, Node.Entry> sent = new LinkedHashMap<>();
            mapping.entries().forEach((name, entry) -> {
                if (ownHeader(name)) {
                    problems.warning(
                            entry.position(),
                            Shown.member(path, name),
                            "this header belongs to the protocol and is not taken from here",
                            "Remove it; Gatehouse sets it.");
                } else {
                    sent.put(name, entry);
                }
            });
            return ANY.read(new Node.Mapping(mapping.position(), sent), path, problems);
        }

        @Override
        public Map<String, Object> schema() {
            return ANY.schema();
        }
    }
}
