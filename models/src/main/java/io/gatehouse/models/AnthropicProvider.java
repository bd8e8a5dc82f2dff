package io.gatehouse.models;

import io.gatehouse.http.ClientCall;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.Target;
import io.gatehouse.protocol.Secrets;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Anthropic's API, or any server that speaks it.
public final class AnthropicProvider implements Provider {
    private static final String MESSAGES = "/v1/messages";

    private final String name;
    private final String base;
    private final Access access;
    private final boolean allPaths;
    private final HttpClient client;
    private final Secrets secrets;
    private final Target messages;

    /// By what the provider is reached.
    ///
    /// @param headers sent with every request, credentials included; they replace those of the caller
    /// @param callerKey whether the caller's own credentials are passed on where it sends any
    /// @param callerHeaders which further headers of callers are passed on
    public record Access(List<Header> headers, boolean callerKey, CallerHeaders callerHeaders) {
        public Access {
            headers = List.copyOf(headers);
        }

        /// With no further headers of callers.
        public Access(List<Header> headers, boolean callerKey) {
            this(headers, callerKey, CallerHeaders.NONE);
        }

        /// Without values, which are secrets.
        @Override
        public String toString() {
            return "Access" + headers.stream().map(Header::name).toList();
        }
    }

    /// @param base the address in front of `/v1/…`; one that ends in `/v1` or `/v1/messages` means the same
    /// @param allPaths whether it serves paths beside messages and models
    /// @param secrets those of `access`, which no answer may repeat
    public AnthropicProvider(
            String name, URI base, Access access, boolean allPaths, HttpClient client, Secrets secrets) {
        this.name = name;
        this.base = ApiBase.of(base);
        this.access = access;
        this.allPaths = allPaths;
        this.client = client;
        this.secrets = secrets;
        this.messages = HttpClient.target(URI.create(this.base + MESSAGES));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean takesCallerKeys() {
        return access.callerKey();
    }

    @Override
    public boolean servesAllPaths() {
        return allPaths;
    }

    @Override
    public ClientCall send(ModelRequest request, ResponseHandler answer) {
        byte[] body = request.body();
        boolean bodiless = body.length == 0
                && !request.method().equals("POST")
                && !request.method().equals("PUT");
        boolean callers =
                access.callerKey() && request.withheld().stream().anyMatch(header -> credential(header.name()));
        return client.send(
                new ClientRequest(
                        request.method(),
                        target(request.path()),
                        Headers.of(headers(request, callers)),
                        bodiless ? null : body,
                        request.deadlines()),
                callers ? answer : new SharedAnswer(answer, () -> secrets));
    }

    private Target target(String path) {
        return path.equals(MESSAGES) ? messages : HttpClient.target(URI.create(base + path));
    }

    /// @param callers whether the caller's own credentials are sent
    private List<Header> headers(ModelRequest request, boolean callers) {
        List<Header> all = new ArrayList<>();
        for (Header header : request.headers()) {
            if (!replaced(header.name())) {
                all.add(header);
            }
        }
        for (Header header : request.withheld()) {
            boolean own = callers && credential(header.name());
            if (own || access.callerHeaders().open(header.name()) && !replaced(header.name())) {
                all.add(header);
            }
        }
        for (Header header : access.headers()) {
            if (!callers || !credential(header.name())) {
                all.add(header);
            }
        }
        return all;
    }

    private boolean replaced(String header) {
        for (Header own : access.headers()) {
            if (own.name().equalsIgnoreCase(header)) {
                return true;
            }
        }
        return false;
    }

    private static boolean credential(String header) {
        String lower = header.toLowerCase(Locale.ROOT);
        return lower.equals("x-api-key") || lower.equals("authorization");
    }
}
