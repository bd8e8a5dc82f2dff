package io.gatehouse.http.tls;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.Origin;
import io.gatehouse.http.PemFiles;
import io.gatehouse.http.loop.Lookups;
import io.gatehouse.http.loop.Loop;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/// Whom a client trusts on TLS, and what it shows. Files are read once, when the client is made, so that one that does
/// not fit is named then and not by a handshake that fails. The rest is made for the first connection, as the
/// authorities of the Java runtime take a while to load.
public final class ClientTls {
    private final ClientSettings settings;
    private final X509Certificate @Nullable [] authorities;
    private final @Nullable Identity identity;
    private volatile @Nullable SslContext made;

    private record Identity(PrivateKey key, X509Certificate[] chain) {}

    /// @throws IllegalArgumentException if a file of the settings does not fit; names it
    public ClientTls(ClientSettings settings) {
        this.settings = settings;
        Path trusted = settings.authorities();
        authorities = trusted == null ? null : certificates("authorities", trusted);
        PemFiles shown = settings.identity();
        identity = shown == null ? null : identity(shown);
    }

    private static X509Certificate[] certificates(String what, Path file) {
        readable(what, file);
        try {
            return Pem.certificates(file);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException unfit) {
            throw unfit(what, file, "certificate", unfit);
        }
    }

    private static Identity identity(PemFiles files) {
        readable("client key", files.key());
        X509Certificate[] chain = certificates("client certificate", files.certificate());
        PrivateKey key;
        try {
            key = Pem.key(files.key());
        } catch (IOException | GeneralSecurityException | IllegalArgumentException unfit) {
            throw unfit("client key", files.key(), "private key without a password", unfit);
        }
        if (!Pem.belongTogether(key, chain[0])) {
            throw new IllegalArgumentException("the client key, " + files.key() + ", is not the key of the client"
                    + " certificate, " + files.certificate());
        }
        return new Identity(key, chain);
    }

    private static void readable(String what, Path file) {
        if (!Files.isReadable(file)) {
            throw new IllegalArgumentException(
                    "the file of the " + what + ", " + file + ", cannot be read; check path and permissions");
        }
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("the file of the " + what + ", " + file + ", is not a regular file");
        }
    }

    private static IllegalArgumentException unfit(String what, Path file, String wanted, Exception cause) {
        return new IllegalArgumentException(
                "the file of the " + what + ", " + file + ", holds no " + wanted + " in PEM form", cause);
    }

    /// A handler that begins a handshake with an origin; completes on the loop.
    public Future<SslHandler> handler(Loop loop, ByteBufAllocator allocator, Origin origin) {
        SslContext context = made;
        if (context != null) {
            return loop.eventLoop().newSucceededFuture(handler(context, allocator, origin));
        }
        Promise<SslHandler> handler = loop.eventLoop().newPromise();
        try {
            Lookups.run(() -> {
                try {
                    handler.setSuccess(handler(context(), allocator, origin));
                } catch (SSLException | RuntimeException unfit) {
                    handler.setFailure(unfit);
                }
            });
        } catch (RejectedExecutionException full) {
            handler.setFailure(full);
        }
        return handler;
    }

    private synchronized SslContext context() throws SSLException {
        SslContext context = made;
        if (context == null) {
            SslContextBuilder builder = ServerTls.common(SslContextBuilder.forClient())
                    .endpointIdentificationAlgorithm(settings.verifyHost() ? "HTTPS" : null);
            if (settings.http2()) {
                builder.applicationProtocolConfig(
                        ServerTls.protocols(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1));
            }
            if (authorities != null) {
                builder.trustManager(authorities);
            }
            if (identity != null) {
                builder.keyManager(identity.key(), identity.chain());
            }
            context = builder.build();
            made = context;
        }
        return context;
    }

    // Java itself would not name a host without a dot.
    private static SslHandler handler(SslContext context, ByteBufAllocator allocator, Origin origin) {
        SslHandler handler = context.newHandler(allocator, origin.host(), origin.port(), Handshakes.THE_ONE);
        if (!NetUtil.isValidIpV4Address(origin.host()) && !NetUtil.isValidIpV6Address(origin.host())) {
            SSLParameters parameters = handler.engine().getSSLParameters();
            String host = origin.host();
            String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
            parameters.setServerNames(List.of(new SNIHostName(name)));
            handler.engine().setSSLParameters(parameters);
        }
        return handler;
    }
}
