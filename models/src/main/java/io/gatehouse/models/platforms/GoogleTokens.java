package io.gatehouse.models.platforms;

import com.google.api.client.http.HttpTransport;
import com.google.auth.http.HttpTransportFactory;
import com.google.auth.oauth2.AccessToken;
import com.google.auth.oauth2.GoogleCredentials;
import io.gatehouse.http.Header;
import io.gatehouse.http.HttpClient;
import io.gatehouse.models.Authorizer;
import io.gatehouse.models.FixedHeader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Access tokens for Google's APIs, by Google's own library, which gets a new one when the old one is
/// about to expire.
final class GoogleTokens implements Authorizer {
    private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
    /// Google's library renews a token that has less than this left.
    private static final Duration MARGIN = Duration.ofMinutes(5);

    private record Kept(String token, Instant until) {}

    private final GoogleAccess access;
    private final HttpTransportFactory transport;
    private @Nullable GoogleCredentials credentials;
    private volatile @Nullable Kept kept;

    /// @param client by which tokens are asked for
    GoogleTokens(GoogleAccess access, HttpClient client) {
        this.access = access;
        HttpTransport own = new GoogleTransport(client);
        transport = () -> own;
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
        GoogleCredentials source = credentials;
        if (source == null) {
            source = load().createScoped(SCOPE);
            credentials = source;
        }
        source.refreshIfExpired();
        AccessToken token = source.getAccessToken();
        Instant expires = token.getExpirationTime() == null
                ? Instant.now().plus(MARGIN)
                : token.getExpirationTime().toInstant();
        kept = new Kept(token.getTokenValue(), expires.minus(MARGIN));
        return token.getTokenValue();
    }

    private GoogleCredentials load() throws IOException {
        if (access instanceof GoogleAccess.Credentials given) {
            try (InputStream file = Files.newInputStream(given.file())) {
                return GoogleCredentials.fromStream(file, transport);
            } catch (IOException e) {
                throw new IOException("the credentials in " + given.file() + " cannot be read: " + e.getMessage(), e);
            }
        }
        return GoogleCredentials.getApplicationDefault(transport);
    }
}
