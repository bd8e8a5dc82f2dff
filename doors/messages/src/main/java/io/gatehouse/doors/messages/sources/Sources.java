package io.gatehouse.doors.messages.sources;

import io.gatehouse.doors.messages.translation.ServerRequest;
import io.gatehouse.gateway.Gateway;
import io.gatehouse.gateway.call.Offering;
import io.gatehouse.gateway.catalog.OutsideName;
import io.gatehouse.http.HostAndPort;
import io.gatehouse.http.address.HostResolver;
import io.gatehouse.http.address.PublicAddresses;
import io.gatehouse.models.ApiException;
import io.gatehouse.policy.Access;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.ShortText;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.settings.CallerToken;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Finds the server that a request means: a configured one by its address or its name, a toolset, or a server outside.
public final class Sources implements SourceFinder {
    /// The door's name in the records of its calls.
    static final String DOOR = "messages";

    /// How long the first list of a server may take.
    private static final Duration LIST_WAIT = Duration.ofSeconds(10);

    private static final String SCHEME = "gatehouse";
    private static final String MCP = "/mcp";
    /// Parts of the names of headers that hold credentials.
    private static final List<String> CREDENTIALS = List.of("auth", "key", "token", "secret", "password");

    private final Gateway gateway;
    private final Function<Caller, Access> access;
    private final Supplier<SourceSettings> settings;
    private final Place place;
    private final ToolLists lists = new ToolLists();
    private final KeptSessions sessions = new KeptSessions();

    /// @param access what a caller may see and do
    /// @param settings asked for each request, so that changed ones hold from the next on
    public Sources(Gateway gateway, Function<Caller, Access> access, Supplier<SourceSettings> settings, Place place) {
        this.gateway = gateway;
        this.access = access;
        this.settings = settings;
        this.place = place;
    }

    /// Where the gateway listens.
    ///
    /// @param own whether an address is one under which clients reach this gateway
    /// @param local whether only this machine reaches it, asked for each request
    /// @param resolver finds the addresses of outside servers
    public record Place(Predicate<URI> own, BooleanSupplier local, HostResolver resolver) {}

    /// The server for one request. Connects to nothing yet.
    ///
    /// @param sampler the model of the request; null when servers may not sample it
    /// @throws ApiException when the request may not use such a server; names it and says what to do
    @Override
    public ToolSource resolve(ServerRequest server, Caller caller, String requestId, @Nullable Sampler sampler)
            throws ApiException {
        SourceSettings now = settings.get();
        gateway.outside().bounds(now.bounds());
        Offering offering = offering(server, caller, now);
        Asker asker = new Asker(now.asks(), now.asks().sampling() ? sampler : null);
        KeptSessions.Key kept = KeptSessions.Key.of(caller, server);
        CallContext context = new CallContext(
                offering,
                caller,
                requestId,
                asker,
                sessions.of(kept, now.bounds().kept()));
        return new OfferedSource(server.name(), offering, lists, context, LIST_WAIT);
    }

    private Offering offering(ServerRequest server, Caller caller, SourceSettings sources) throws ApiException {
        String where = "mcp_servers: `url` of " + quoted(server.name());
        URI url = uri(server.url(), where);
        Access may = access.apply(caller);
        if (SCHEME.equalsIgnoreCase(url.getScheme())) {
            Upstream meant = ofName(url, may);
            return meant == null ? named(url, where, may) : ofConfigured(meant, server, caller, may);
        }
        Upstream configured = configured(url, server.name(), may);
        if (configured != null) {
            return ofConfigured(configured, server, caller, may);
        }
        if (HostAndPort.of(url) != null && place.own().test(url)) {
            return own(url, where, may);
        }
        if (!may.outside()) {
            throw ApiException.invalid(where + ": your roles include no servers by address. Ask the operator of this"
                    + " gateway for the name of a server.");
        }
        OutsideAddress.check(url, where, sources, place.local().getAsBoolean());
        return outside(url, server, caller, sources);
    }

    /// The configured server that an address `gatehouse://server/NAME` names; null when there is none.
    private @Nullable Upstream ofName(URI url, Access may) {
        boolean server =
                "server".equals(url.getRawAuthority()) && url.getRawQuery() == null && url.getRawFragment() == null;
        String name = nameIn(url);
        return gateway.servers().stream()
                .filter(upstream -> server && upstream.name().equals(name) && may.includes("", name))
                .findFirst()
                .orElse(null);
    }

    private static String nameIn(URI url) {
        String path = url.getRawPath() == null ? "" : slashless(url.getRawPath());
        return path.startsWith("/") ? path.substring(1) : "";
    }

    /// A path without the one slash that clients put at its end.
    private static String slashless(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private Offering named(URI url, String where, Access may) throws ApiException {
        String name = nameIn(url);
        boolean plain = url.getRawQuery() == null && url.getRawFragment() == null && !name.isEmpty();
        String kind = String.valueOf(url.getRawAuthority());
        Offering found = switch (plain ? kind : "") {
            case "server" -> gateway.server(name, DOOR, may);
            case "toolset" -> gateway.offering(name, DOOR, may);
            default ->
                throw ApiException.invalid(where + ": write gatehouse://server/NAME or gatehouse://toolset/NAME");
        };
        if (found != null) {
            return found;
        }
        throw ApiException.invalid(where + ": there is no " + kind + " " + quoted(name)
                + " in this gateway. Ask its operator for the name.");
    }

    /// An address of the gateway itself stands for the toolset that is served there; nothing is sent to it.
    private Offering own(URI url, String where, Access may) throws ApiException {
        String path = slashless(url.getRawPath());
        boolean all = path.equals(MCP);
        String name = all ? "" : path.startsWith(MCP + "/") ? path.substring(MCP.length() + 1) : null;
        Offering found = name == null ? null : gateway.offering(name, DOOR, may);
        if (found == null) {
            throw ApiException.invalid(where + ": this gateway serves no MCP there; it does at " + MCP
                    + "/NAME, where NAME is a server or a toolset. Ask its operator for the name.");
        }
        return found;
    }

    /// The server that has this address, with or without a slash at its end. Of several, the one that has exactly this
    /// address, and of those the one that is called as the request calls it.
    private @Nullable Upstream configured(URI url, String name, Access may) {
        Upstream found = null;
        int best = 0;
        for (Upstream upstream : gateway.servers()) {
            if (!may.includes("", upstream.name())) {
                continue;
            }
            int likeness = addresses(upstream).stream()
                    .mapToInt(http -> likeness(http.url(), url))
                    .max()
                    .orElse(0);
            int rank = likeness == 0 ? 0 : 2 * likeness + (upstream.name().equals(name) ? 1 : 0);
            if (rank > best) {
                best = rank;
                found = upstream;
            }
        }
        return found;
    }

    private static List<Transport.Http> addresses(Upstream upstream) {
        return switch (upstream.settings().transport()) {
            case Transport.Http http -> List.of(http);
            case Transport.HttpGroup group -> group.addresses();
            case Transport.Stdio stdio -> List.of();
            case Transport.InProcess inProcess -> List.of();
            case Transport.Invalid invalid -> List.of();
        };
    }

    /// 2 for the same address, 1 when only a slash at the end of the path differs, 0 for another.
    private static int likeness(URI known, URI url) {
        HostAndPort place = HostAndPort.of(url);
        HostAndPort there = HostAndPort.of(known);
        if (place == null || there == null || !place.host().equals(there.host())) {
            return 0;
        }
        if (normal(known, there, false).equals(normal(url, place, false))) {
            return 2;
        }
        return normal(known, there, true).equals(normal(url, place, true)) ? 1 : 0;
    }

    /// A configured server with the credential that its settings say: its own, or the token of the request over a
    /// connection that no other token shares.
    private Offering ofConfigured(Upstream upstream, ServerRequest server, Caller caller, Access may)
            throws ApiException {
        String where = "mcp_servers: `authorization_token` of " + quoted(server.name());
        ServerSettings known = upstream.settings();
        String token = server.token();
        if (token == null || token.isEmpty()) {
            if (known.callerToken() == CallerToken.REQUIRE) {
                throw ApiException.invalid(where + ": this server is called with a token of the request only; give the"
                        + " one that you have for it");
            }
            Offering offering = gateway.server(upstream.name(), DOOR, may);
            if (offering == null) {
                throw ApiException.invalid("mcp_servers: the server " + quoted(server.name())
                        + " has just been removed from the configuration; try again");
            }
            return offering;
        }
        List<Transport.Http> ways = addresses(upstream);
        if (known.callerToken() == CallerToken.REFUSE || ways.isEmpty()) {
            throw ApiException.invalid(where + ": this server is called with the gateway's own credential, and takes no"
                    + " token of a request; leave it out");
        }
        OutsideAddress.checkToken(token, where);
        Transport.Http way = withoutCredential(asked(ways, server.url()));
        return gateway.outside().offering(known.with(known.name(), way), token, caller, may, DOOR);
    }

    /// The address that the request names, else the first.
    private static Transport.Http asked(List<Transport.Http> ways, String url) {
        return ways.stream()
                .filter(way -> way.url().toString().equals(url))
                .findFirst()
                .orElse(ways.getFirst());
    }

    private static Transport.Http withoutCredential(Transport.Http http) {
        Map<String, String> headers = new LinkedHashMap<>();
        http.headers().forEach((name, value) -> {
            if (!credential(name)) {
                headers.put(name, value);
            }
        });
        return new Transport.Http(http.url(), http.eventStreamsOnly(), headers, null, http.client());
    }

    private Offering outside(URI url, ServerRequest server, Caller caller, SourceSettings sources) throws ApiException {
        String token = server.token();
        if (token != null && !token.isEmpty()) {
            OutsideAddress.checkToken(token, "mcp_servers: `authorization_token` of " + quoted(server.name()));
        }
        Transport.Http way = (Transport.Http) sources.template().transport();
        PublicAddresses guard = new PublicAddresses(place.resolver(), sources.privateRanges());
        Transport.Http transport = new Transport.Http(
                url,
                false,
                way.headers(),
                null,
                way.client()
                        .guardedBy(
                                new OutsideGuard(guard, sources, place.local().getAsBoolean())));
        ServerSettings reached = sources.template().with(OutsideName.of(url), transport);
        return gateway.outside()
                .offering(reached, token == null || token.isEmpty() ? null : token, caller, Access.EVERYTHING, DOOR);
    }

    private static boolean credential(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return name.equals("cookie") || CREDENTIALS.stream().anyMatch(name::contains);
    }

    private static URI uri(String text, String where) throws ApiException {
        try {
            URI url = new URI(text);
            if (url.getScheme() == null || url.getRawSchemeSpecificPart().isEmpty() || url.isOpaque()) {
                throw ApiException.invalid(where + ": write an absolute address such as https://mcp.example.com/mcp");
            }
            return url;
        } catch (URISyntaxException malformed) {
            throw ApiException.invalid(where + ": it is not a valid address: " + malformed.getReason());
        }
    }

    /// Addresses that are the same by RFC 3986, 6.2.3, are equal texts.
    ///
    /// @param slashless whether a slash at the end of the path means nothing
    private static String normal(URI url, HostAndPort place, boolean slashless) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        int usual = scheme.equals("https") ? 443 : 80;
        String given = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        String path = slashless ? slashless(given) : given;
        return scheme + "://" + (url.getRawUserInfo() == null ? "" : url.getRawUserInfo() + "@") + place.host() + ":"
                + (place.port() < 0 ? usual : place.port()) + path
                + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
    }

    private static String quoted(String name) {
        return "`" + ShortText.of(name, 64) + "`";
    }
}
