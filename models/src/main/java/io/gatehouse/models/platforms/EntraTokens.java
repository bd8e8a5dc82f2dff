package io.gatehouse.models.platforms;

import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.Header;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.WholeResponse;
import io.gatehouse.models.Authorizer;
import io.gatehouse.models.FixedHeader;
import io.gatehouse.protocol.ObjectView;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tokens of Microsoft Entra for an application, by the client credentials grant (RFC 6749, section
/// 4.4). A token is kept until it is about to expire.
final class EntraTokens implements Authorizer {
    private static final String SCOPE = "https://cognitiveservices.azure.com/.default";
    private static final Duration MARGIN = Duration.ofMinutes(5);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long SHORTEST_SECONDS = 60;

    private record Kept(String token, Instant until) {}

    private final FoundryAccess.Application application;
    private final HttpClient client;
    private volatile @Nullable Kept kept;

    EntraTokens(FoundryAccess.Application application, HttpClient client) {
        this.application = application;
        this.client = client;
    }

    @Override
    public boolean ready() {
        Kept now = kept;
        return now != null && Instant.now().isBefore(now.until());
    }

    @Override
    public List<Header> authorize(PlatformRequest request) throws IOException {
        Kept now = kept;
        String token = now != null && Instant.now().isBefore(now.until()) ? now.token() : renewed();
        return FixedHeader.with(request.headers(), new Header("authorization", "Bearer " + token));
    }

    private synchronized String renewed() throws IOException {
        Kept now = kept;
        if (now != null && Instant.now().isBefore(now.until())) {
            return now.token();
        }
        WholeResponse response = ask();
        ObjectView answer = PlatformErrors.object(response.body());
        String token = answer == null ? null : answer.string("access_token");
        if (response.status() != 200 || answer == null || token == null) {
            throw new IOException("Microsoft Entra did not return a token for application " + application.client()
                    + ": " + reason(response.status(), answer) + "; check tenant, client id and secret");
        }
        Long seconds = answer.integer("expires_in");
        Duration life = Duration.ofSeconds(seconds == null ? 0 : seconds).minus(MARGIN);
        Duration shortest = Duration.ofSeconds(SHORTEST_SECONDS);
        kept = new Kept(token, Instant.now().plus(life.compareTo(shortest) < 0 ? shortest : life));
        return token;
    }

    private WholeResponse ask() throws IOException {
        URI uri =
                PlatformPath.below(application.authority(), "/" + encoded(application.tenant()) + "/oauth2/v2.0/token");
        String form = "grant_type=client_credentials&client_id=" + encoded(application.client()) + "&client_secret="
                + encoded(application.secret()) + "&scope=" + encoded(SCOPE);
        try {
            return client.exchange(new ClientRequest(
                    "POST",
                    uri,
                    List.of(
                            new Header("content-type", "application/x-www-form-urlencoded"),
                            new Header("accept", "application/json")),
                    form.getBytes(StandardCharsets.US_ASCII),
                    Deadlines.total(PATIENCE)));
        } catch (HttpFailure e) {
            throw new IOException("Microsoft Entra cannot be reached: " + e.getMessage(), e);
        }
    }

    /// What Entra says went wrong; its description names no secret.
    private static String reason(int status, @Nullable ObjectView answer) {
        String error = answer == null ? null : answer.string("error");
        String description = answer == null ? null : answer.string("error_description");
        return "status " + status + (error == null ? "" : ", " + error)
                + (description == null
                        ? ""
                        : ", " + description.lines().findFirst().orElse(""));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
