package io.gatehouse.identity.tokens;

import com.nimbusds.jose.util.JSONObjectUtils;
import io.gatehouse.http.BodyMode;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.ResponseHandler;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Gets keys of issuers over HTTP: from the address that the configuration gives, else from the one in the issuer's
/// metadata, which must name the issuer itself. Redirects are not followed, and what comes is bounded.
public final class HttpKeySource implements KeySource {
    /// The largest answer that is read.
    static final int MOST_BYTES = 256 << 10;

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String OAUTH = "/.well-known/oauth-authorization-server";
    private static final String OPENID = "/.well-known/openid-configuration";
    private static final Headers HEADERS = Headers.of(new Header("Accept", "application/json"));

    private final HttpClient trusted;
    private final HttpClient others;

    /// @param trusted reaches what the configuration names
    /// @param others reaches other servers that an issuer's metadata names, public ones only
    public HttpKeySource(HttpClient trusted, HttpClient others) {
        this.trusted = trusted;
        this.others = others;
    }

    @Override
    public byte[] fetch(Issuer issuer) throws IOException {
        URI given = issuer.jwks();
        return given == null ? discovered(issuer) : read(trusted, given);
    }

    private byte[] discovered(Issuer issuer) throws IOException {
        URI own = URI.create(issuer.name());
        IOException last = new IOException("it has no metadata");
        for (URI place : places(own)) {
            Map<String, Object> metadata;
            try {
                metadata = JSONObjectUtils.parse(new String(read(trusted, place), StandardCharsets.UTF_8));
            } catch (ParseException malformed) {
                last = new IOException("the metadata at " + place + " is not a JSON object", malformed);
                continue;
            } catch (IOException failed) {
                last = failed;
                continue;
            }
            if (!issuer.name().equals(metadata.get("issuer"))) {
                throw new IOException("the metadata at " + place + " is that of another issuer");
            }
            URI keys = metadata.get("jwks_uri") instanceof String written ? address(written) : null;
            boolean same = keys != null && origin(keys).equals(origin(own));
            if (keys == null || !same && !"https".equals(keys.getScheme())) {
                throw new IOException("the metadata at " + place + " has no usable jwks_uri");
            }
            return read(same ? trusted : others, keys);
        }
        throw last;
    }

    /// Where metadata may be, in the order in which it is looked for (RFC 8414, section 3; OpenID Connect Discovery;
    /// MCP, authorization).
    static List<URI> places(URI issuer) {
        String origin = origin(issuer);
        String path = issuer.getRawPath().replaceFirst("/$", "");
        return path.isEmpty()
                ? List.of(URI.create(origin + OAUTH), URI.create(origin + OPENID))
                : List.of(
                        URI.create(origin + OAUTH + path),
                        URI.create(origin + OPENID + path),
                        URI.create(origin + path + OPENID));
    }

    private static String origin(URI address) {
        return address.getScheme() + "://" + address.getRawAuthority();
    }

    private static @Nullable URI address(String written) {
        try {
            URI address = URI.create(written);
            return address.getHost() == null || address.getScheme() == null ? null : address;
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    private static byte[] read(HttpClient client, URI place) throws IOException {
        Answer answer = new Answer();
        client.send(
                new ClientRequest(
                        "GET", HttpClient.target(place), HEADERS, null, Deadlines.total(PATIENCE), MOST_BYTES, ""),
                answer);
        try {
            return answer.body.get(PATIENCE.toSeconds() * 2, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause();
            throw new IOException(place + ": " + (cause == null ? failed : cause).getMessage(), cause);
        } catch (TimeoutException late) {
            throw new IOException(place + " did not answer in time", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("the gateway is stopping", interrupted);
        }
    }

    /// Takes a whole answer, of nothing but success and of nobody but who was asked.
    private static final class Answer implements ResponseHandler {
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();

        @Override
        public BodyMode head(int status, Headers headers) {
            if (status != 200) {
                body.completeExceptionally(new IOException("the answer has the status " + status));
                return BodyMode.DISCARD;
            }
            return BodyMode.WHOLE;
        }

        @Override
        public void redirected(String path) {
            body.completeExceptionally(new IOException("it redirects elsewhere"));
        }

        @Override
        public void whole(byte[] bytes) {
            body.complete(bytes);
        }

        @Override
        public void failed(HttpFailure failure) {
            body.completeExceptionally(failure);
        }
    }
}
