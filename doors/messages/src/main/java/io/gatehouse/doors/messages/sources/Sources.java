package io.gatehouse.doors.messages.sources;

import io.gatehouse.doors.messages.api.ApiException;
import io.gatehouse.doors.messages.translation.ServerRequest;
import io.gatehouse.gateway.Gateway;
import io.gatehouse.gateway.Offering;
import io.gatehouse.gateway.OutsideServers;
import io.gatehouse.http.HostResolver;
import io.gatehouse.http.PublicAddresses;
import io.gatehouse.protocol.Caller;
import io.gatehouse.upstream.ServerSettings;
import io.gatehouse.upstream.Transport;
import io.gatehouse.upstream.Upstream;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds the server that a request means: a configured one by its address or its name, a toolset, or a server outside.
public final class Sources implements SourceFinder {
    /// The door's name in the records of its calls.
    static final String DOOR = "messages";

    private static final String SCHEME = "gatehouse";
    private static final String MCP = "/mcp";
    private static final int SHOWN_NAMES = 20;

    private final Gateway gateway;
    private final Supplier<SourceSettings> settings;
    private final Supplier<Duration> listWait;
    private final Place place;
    private final ToolLists lists = new ToolLists();

    /// @param settings asked for each request, so that changed ones hold from the next on
    /// @param listWait how long the first list of a server may take
    public Sources(Gateway gateway, Supplier<SourceSettings> settings, Supplier<Duration> listWait, Place place) {
        this.gateway = gateway;
        this.settings = settings;
        this.listWait = listWait;
        this.place = place;
    }

    /// Where the gateway listens.
    ///
    /// @param own whether an address is one under which clients reach this gateway
    /// @param local whether only this machine reaches it, asked for each request
    /// @param resolver finds the addresses of outside servers
    public record Place(Predicate<URI> own, BooleanSupplier local, HostResolver resolver) {}

    /// The server for one request, without a model that it could sample.
    ToolSource resolve(ServerRequest server, Caller caller) throws ApiException {
        return resolve(server, caller, null);
    }

    /// The server for one request. Connects to nothing yet.
    ///
    /// @param sampler the model of the request; null when servers may not sample it
    /// @throws ApiException when the request may not use such a server; names it and says what to do
    @Override
    public ToolSource resolve(ServerRequest server, Caller caller, @Nullable Sampler sampler) throws ApiException {
        SourceSettings now = settings.get();
        gateway.outside().bounds(now.bounds());
        Offering offering = offering(server, caller, now);
        Asker asker = new Asker(now.asks(), now.asks().sampling() ? sampler : null);
        return new OfferedSource(server.name(), offering, lists, caller, asker, listWait.get());
    }

    private Offering offering(ServerRequest server, Caller caller, SourceSettings sources) throws ApiException {
        String where = "mcp_servers: `url` of " + quoted(server.name());
        URI url = uri(server.url(), where);
        if (SCHEME.equalsIgnoreCase(url.getScheme())) {
            return named(url, where);
        }
        Upstream configured = configured(url, server.name());
        if (configured != null) {
            return withToken(configured, server, caller);
        }
        if (url.getHost() != null && place.own().test(url)) {
            return own(url, where);
        }
        OutsideAddress.check(url, where, sources, place.local().getAsBoolean());
        return outside(url, server, caller, sources);
    }

    private Offering named(URI url, String where) throws ApiException {
        String path = url.getRawPath() == null ? "" : url.getRawPath();
        String name = path.startsWith("/") ? path.substring(1) : "";
        boolean plain = url.getRawQuery() == null && url.getRawFragment() == null && !name.isEmpty();
        String kind = String.valueOf(url.getRawAuthority());
        Offering found = switch (plain ? kind : "") {
            case "server" -> gateway.server(name, DOOR);
            case "toolset" -> gateway.offering(name, DOOR);
            default ->
                throw ApiException.invalid(where + ": write gatehouse://server/NAME or gatehouse://toolset/NAME");
        };
        if (found != null) {
            return found;
        }
        Collection<String> names = kind.equals("server")
                ? gateway.servers().stream().map(Upstream::name).toList()
                : gateway.toolsets();
        throw ApiException.invalid(
                where + ": there is no " + kind + " " + quoted(name) + " in this gateway; there " + listed(names));
    }

    /// An address of the gateway itself stands for the toolset that is served there; nothing is sent to it.
    private Offering own(URI url, String where) throws ApiException {
        String path = withoutSlash(url.getRawPath());
        boolean all = path.equals(MCP);
        String name = all ? "" : path.startsWith(MCP + "/") ? path.substring(MCP.length() + 1) : null;
        Offering found = name == null ? null : gateway.offering(name, DOOR);
        if (found == null) {
            throw ApiException.invalid(where + ": this gateway serves no MCP there; it does at " + MCP
                    + "/NAME, where NAME" + " is a toolset: there " + listed(gateway.toolsets()));
        }
        return found;
    }

    /// The server that has this address; a slash at its end says nothing. Of several, the one that is called as the
    /// request calls it.
    private @Nullable Upstream configured(URI url, String name) {
        Upstream found = null;
        for (Upstream upstream : gateway.servers()) {
            boolean same = upstream.settings().transport() instanceof Transport.Http http
                    && http.url().getHost().equalsIgnoreCase(url.getHost())
                    && normal(http.url()).equals(normal(url));
            if (same && (found == null || upstream.name().equals(name))) {
                found = upstream;
            }
        }
        return found;
    }

    /// The operator's credential goes before the request's. Where there is none, the token of the request is the
    /// credential, over a connection that no other token shares.
    private Offering withToken(Upstream upstream, ServerRequest server, Caller caller) throws ApiException {
        ServerSettings known = upstream.settings();
        String token = server.token();
        boolean credentials = known.transport() instanceof Transport.Http http
                && (http.headersHelper() != null
                        || http.headers().keySet().stream().anyMatch(Sources::credential));
        Offering offering = gateway.server(upstream.name(), DOOR);
        if (token == null || token.isEmpty() || credentials || offering == null) {
            if (offering == null) {
                throw ApiException.invalid("mcp_servers: the server " + quoted(server.name())
                        + " has just been taken out of the configuration; try again");
            }
            return offering;
        }
        OutsideAddress.checkToken(token, "mcp_servers: `authorization_token` of " + quoted(server.name()));
        return gateway.outside().offering(known, token, caller, DOOR);
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
        ServerSettings reached = sources.template().with(OutsideServers.name(url), transport);
        return gateway.outside().offering(reached, token == null || token.isEmpty() ? null : token, caller, DOOR);
    }

    private static boolean credential(String header) {
        String name = header.toLowerCase(Locale.ROOT);
        return name.equals("authorization") || name.equals("cookie") || name.contains("key") || name.contains("token");
    }

    private static URI uri(String text, String where) throws ApiException {
        try {
            URI url = new URI(text);
            if (url.getScheme() == null || url.getRawSchemeSpecificPart().isEmpty() || url.isOpaque()) {
                throw ApiException.invalid(where + ": write an absolute address such as https://mcp.example.com/mcp");
            }
            return url;
        } catch (URISyntaxException malformed) {
            throw ApiException.invalid(where + ": it is no address: " + malformed.getReason());
        }
    }

    /// Addresses that are the same by RFC 3986, 6.2.3, are equal texts.
    private static String normal(URI url) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        String host = String.valueOf(url.getHost()).toLowerCase(Locale.ROOT);
        int usual = scheme.equals("https") ? 443 : 80;
        String path = withoutSlash(url.getRawPath() == null ? "" : url.getRawPath());
        return scheme + "://" + (url.getRawUserInfo() == null ? "" : url.getRawUserInfo() + "@") + host + ":"
                + (url.getPort() < 0 ? usual : url.getPort()) + path
                + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
    }

    private static String withoutSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static String listed(Collection<String> names) {
        if (names.isEmpty()) {
            return "are none";
        }
        String first = names.stream().limit(SHOWN_NAMES).collect(Collectors.joining(", "));
        return "are: " + first + (names.size() > SHOWN_NAMES ? ", …" : "");
    }

    private static String quoted(String name) {
        return "`" + (name.length() > 64 ? name.substring(0, 64) + "…" : name) + "`";
    }
}
