package io.gatehouse.identity.certificates;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Checks certificates of clients: signed by one of some authorities and no other, in force, and good for clients (RFC
/// 5280, section 6). What was found right is remembered for a minute, and never beyond the end of the certificate.
final class VerifiedChains {
    private static final Duration REMEMBERED = Duration.ofMinutes(1);
    private static final int MOST_REMEMBERED = 10_000;
    /// How the client proves that it has the key makes no difference for clients, but one must be named.
    private static final String ANY_PROOF = "UNKNOWN";

    private final @Nullable X509TrustManager trust;
    private final InstantSource clock;
    private final Cache<List<X509Certificate>, Instant> right = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .build();

    VerifiedChains(List<X509Certificate> authorities, InstantSource clock) {
        this.clock = clock;
        this.trust = authorities.isEmpty() ? null : trust(authorities);
    }

    private static X509TrustManager trust(List<X509Certificate> authorities) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (X509Certificate authority : authorities) {
                store.setCertificateEntry(String.valueOf(number++), authority);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            for (TrustManager each : factory.getTrustManagers()) {
                if (each instanceof X509TrustManager manager) {
                    return manager;
                }
            }
            throw new IllegalStateException("This Java does not check certificates.");
        } catch (IOException | GeneralSecurityException impossible) {
            throw new IllegalStateException("This Java does not check certificates.", impossible);
        }
    }

    boolean has(List<X509Certificate> chain) {
        Instant until = right.getIfPresent(chain);
        if (until != null && clock.instant().isBefore(until)) {
            return true;
        }
        if (trust == null || chain.isEmpty() || !verified(trust, chain)) {
            return false;
        }
        right.put(chain, chain.getFirst().getNotAfter().toInstant());
        return true;
    }

    private static boolean verified(X509TrustManager trust, List<X509Certificate> chain) {
        try {
            trust.checkClientTrusted(chain.toArray(X509Certificate[]::new), ANY_PROOF);
            return true;
        } catch (CertificateException refused) {
            return false;
        }
    }
}
