package io.gatehouse.upstream.transport;

import io.gatehouse.http.Header;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.ProxySettings;
import io.gatehouse.http.Target;
import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Secrets;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.call.IdentityTokens;
import io.gatehouse.upstream.reading.ServerWarning;
import io.gatehouse.upstream.reading.Shown;
import io.gatehouse.upstream.settings.ServerSecrets;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import io.gatehouse.upstream.settings.UnfitCallerException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The place of one HTTP server and the credentials shown to it.
public final class HttpEndpoint implements AutoCloseable {
    private static final Set<String> OURS = Set.of(
            "accept",
            "content-type",
            "content-length",
            "transfer-encoding",
            "connection",
            "last-event-id",
            "mcp-session-id",
            "mcp-protocol-version",
            "mcp-method",
            "mcp-name");

    /// A token by which it knows who calls, which it may repeat.
    private static final Pattern TOKEN = Pattern.compile("eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]*)?");

    private static final int EXCERPT = 200;
    private static final int LOOKED_AT = 4 * EXCERPT;

    private final String server;
    private final ServerSettings bounds;
    private final Transport.Http settings;
    private final HttpClient client;
    private final Timers timers;
    private final Target target;
    private final CallerHeaders callers;
    private volatile @Nullable ServerWarning redirect;
    private volatile List<Header> credentials;
    private volatile Secrets secrets;
    private @Nullable CompletableFuture<Void> renewal;

    /// @param bounds the settings of the server, with its name
    /// @param client sends the requests to it
    public HttpEndpoint(ServerSettings bounds, Transport.Http settings, HttpClient client, Timers timers) {
        this(bounds, settings, client, timers, IdentityTokens.NONE);
    }

    /// @param identities makes the tokens by which the server knows who calls
    public HttpEndpoint(
            ServerSettings bounds,
            Transport.Http settings,
            HttpClient client,
            Timers timers,
            IdentityTokens identities) {
        this.callers = new CallerHeaders(bounds.callers(), identities);
        this.server = bounds.name();
        this.bounds = bounds;
        this.settings = settings;
        this.client = client;
        this.timers = timers;
        this.target = HttpClient.target(settings.url());
        this.credentials = headers(settings.headers());
        this.secrets = ServerSecrets.of(bounds);
    }

    String server() {
        return server;
    }

    /// Its times and bounds.
    public ServerSettings bounds() {
        return bounds;
    }

    URI url() {
        return settings.url();
    }

    /// Sends requests to it.
    public HttpClient client() {
        return client;
    }

    /// Timers for what is done later, such as a reconnect.
    public Timers timers() {
        return timers;
    }

    /// Where requests go.
    public Target target() {
        return target;
    }

    /// The server redirects to another path, and that is followed.
    void redirected(String path) {
        int query = path.indexOf('?');
        redirect = new ServerWarning(
                "url",
                "the server redirects to " + (query < 0 ? path : path.substring(0, query)),
                "each call takes two requests; set `url` to that path");
    }

    /// What is to be told of a redirect, or null.
    @Nullable
    ServerWarning redirect() {
        return redirect;
    }

    /// Whether it is called through a proxy.
    boolean proxied() {
        ProxySettings proxy = settings.client().proxy();
        return proxy != null && proxy.used(target.host());
    }

    /// Whether a request named it, so that there are no settings of it to correct.
    boolean named() {
        return settings.client().guard() != null;
    }

    /// Whether its credential comes from the request that named it.
    boolean credentialOfRequest() {
        return settings.credential() == Transport.Credential.REQUEST;
    }

    boolean eventStreamsOnly() {
        return settings.eventStreamsOnly();
    }

    /// The configured headers and those of the helper; the same list as long as they do not change.
    public List<Header> credentials() {
        return credentials;
    }

    /// What tells it who calls.
    CallerHeaders callers() {
        return callers;
    }

    /// Its credentials, and what tells it on whose behalf the gateway itself calls.
    List<Header> credentials(Caller behalf) {
        List<Header> told = callers.known(behalf);
        return told.isEmpty()
                ? credentials
                : Stream.concat(credentials.stream(), told.stream()).toList();
    }

    /// Its credentials, and what tells it who calls.
    ///
    /// @throws UnfitCallerException when that cannot be told
    List<Header> credentialsOf(Caller caller) throws UnfitCallerException {
        List<Header> told = callers.of(caller);
        return told.isEmpty()
                ? credentials
                : Stream.concat(credentials.stream(), told.stream()).toList();
    }

    /// Whether other credentials can be asked for.
    boolean renewable() {
        return settings.headersHelper() != null;
    }

    /// Runs the helper, if there is one. For virtual threads.
    ///
    /// @throws ConnectFailure when it fails
    void renew() throws ConnectFailure {
        Transport.HeadersCommand helper = settings.headersHelper();
        if (helper == null) {
            return;
        }
        Map<String, String> all = new LinkedHashMap<>();
        settings.headers().forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value));
        HeadersHelper.run(server, helper, settings.url())
                .forEach((name, value) -> all.put(name.toLowerCase(Locale.ROOT), value));
        all.keySet().removeIf(callers::gives);
        List<Header> renewed = headers(all);
        if (!renewed.equals(credentials)) {
            secrets = ServerSecrets.of(bounds).with(all.values());
            credentials = renewed;
        }
    }

    /// Runs the helper in the background, once for all who ask meanwhile; completes in any case.
    synchronized CompletableFuture<Void> renewLater() {
        CompletableFuture<Void> running = renewal;
        if (running != null && !running.isDone()) {
            return running;
        }
        CompletableFuture<Void> started = new CompletableFuture<>();
        renewal = started;
        Thread.ofVirtual().name("headers of " + server).start(() -> {
            try {
                renew();
            } catch (ConnectFailure failure) {
                System.getLogger(HttpEndpoint.class.getName())
                        .log(System.Logger.Level.WARNING, "server " + server + ": " + failure.problem());
            } finally {
                started.complete(null);
            }
        });
        return started;
    }

    /// A short piece of what a server said, fit for a message: one line, no credential in it.
    public String excerpt(Slice said) {
        Secrets hidden = secrets;
        // Hidden before it is cut, so that no half of a secret is left at the end.
        int length = Math.min(said.length(), LOOKED_AT + hidden.longest());
        String text = new String(said.array(), said.offset(), length, StandardCharsets.UTF_8);
        String plain =
                bounds.callers().identity() == null ? text : TOKEN.matcher(text).replaceAll("***");
        return Shown.text(hidden.hide(plain), EXCERPT);
    }

    private static List<Header> headers(Map<String, String> values) {
        List<Header> headers = new ArrayList<>();
        values.forEach((name, value) -> {
            if (!OURS.contains(name.toLowerCase(Locale.ROOT))) {
                headers.add(new Header(name, value));
            }
        });
        return List.copyOf(headers);
    }

    @Override
    public void close() {
        client.close();
    }
}
