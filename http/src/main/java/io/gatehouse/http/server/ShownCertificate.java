package io.gatehouse.http.server;

import io.gatehouse.http.ClientCertificates;
import io.gatehouse.http.PemFiles;
import io.gatehouse.http.tls.ServerTls;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/// What a listener shows on TLS: nothing if it speaks plain HTTP. It can be renewed while the listener runs.
final class ShownCertificate {

    private final @Nullable PemFiles files;
    private final @Nullable ClientCertificates clients;
    private volatile @Nullable SslContext current;
    /// The one before, with which connections that were accepted a moment ago may still begin.
    private @Nullable SslContext before;

    /// Nothing is read until [#renew()].
    ShownCertificate(@Nullable PemFiles files, @Nullable ClientCertificates clients) {
        this.files = files;
        this.clients = clients;
    }

    /// For connections that are accepted now, or null for plain HTTP.
    @Nullable
    SslContext current() {
        return current;
    }

    /// Reads the files again. What was shown stays if they cannot be used.
    synchronized void renew() throws IOException, GeneralSecurityException {
        if (files != null) {
            SslContext renewed = ServerTls.context(files, clients);
            ReferenceCountUtil.release(before);
            before = current;
            current = renewed;
        }
    }

    /// Lets go of everything; no connection may begin any more.
    synchronized void release() {
        ReferenceCountUtil.release(before);
        ReferenceCountUtil.release(current);
        before = null;
        current = null;
    }
}
