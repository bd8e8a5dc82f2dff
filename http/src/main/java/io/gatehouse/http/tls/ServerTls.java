package io.gatehouse.http.tls;

import io.gatehouse.http.ClientCertificates;
import io.gatehouse.http.PemFiles;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/// What a listener shows on TLS, and the protocols it offers.
public final class ServerTls {

    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};
    /// Sessions of clients that keep none themselves, in native memory.
    private static final int KEPT_SESSIONS = 1_000;

    private ServerTls() {}

    /// The context of a listener, to be released when it closes.
    ///
    /// @throws IOException if certificate or key cannot be read
    /// @throws GeneralSecurityException if one of them is none, or they do not fit together
    ///
    /// @param clients the certificates that clients are asked for; null when they are not
    public static SslContext context(PemFiles files, @Nullable ClientCertificates clients)
            throws IOException, GeneralSecurityException {
        X509Certificate[] chain = Pem.certificates(files.certificate());
        PrivateKey key = Pem.key(files.key());
        if (!Pem.belongTogether(key, chain[0])) {
            throw new InvalidKeySpecException("the key is not that of the certificate");
        }
        SslContextBuilder builder = common(SslContextBuilder.forServer(key, chain))
                .sslProvider(provider(key))
                .sessionCacheSize(KEPT_SESSIONS)
                .applicationProtocolConfig(
                        protocols(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1));
        if (clients != null) {
            builder.trustManager(Pem.certificates(clients.authorities()))
                    .clientAuth(clients.required() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL);
        }
        return builder.build();
    }

    /// The certificates that a client has shown and that were checked, its own first; none where it has shown none.
    public static List<X509Certificate> shown(SSLEngine engine) {
        try {
            List<X509Certificate> chain = new ArrayList<>();
            for (Certificate each : engine.getSession().getPeerCertificates()) {
                if (each instanceof X509Certificate certificate) {
                    chain.add(certificate);
                }
            }
            return List.copyOf(chain);
        } catch (SSLPeerUnverifiedException none) {
            return List.of();
        }
    }

    /// BoringSSL takes less CPU than the JDK, which stands in where there is no native library for the system, or for
    /// keys of other kinds.
    private static SslProvider provider(PrivateKey key) {
        boolean common = key.getAlgorithm().equals("RSA") || key.getAlgorithm().equals("EC");
        return common && OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK;
    }

    /// What servers and clients have in common.
    static SslContextBuilder common(SslContextBuilder builder) {
        return builder.sslProvider(SslProvider.JDK).protocols(VERSIONS);
    }

    /// The protocols to choose from, the preferred one first.
    static ApplicationProtocolConfig protocols(String... names) {
        return new ApplicationProtocolConfig(
                ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
                names);
    }
}
