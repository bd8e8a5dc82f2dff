package io.gatehouse.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.nio.file.Path;
import java.util.List;

/// Client settings in the engine's terms.
final class ClientOptions {

    private static final int HEAD_BYTES = 64 << 10;
    private static final int PIECE_BYTES = 64 << 10;

    private ClientOptions() {}

    static HttpClientAgent agent(Vertx vertx, ClientSettings settings) {
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(settings.http2() ? HttpVersion.HTTP_2 : HttpVersion.HTTP_1_1)
                .setAlpnVersions(
                        settings.http2()
                                ? List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1)
                                : List.of(HttpVersion.HTTP_1_1))
                .setUseAlpn(settings.http2())
                .setForceSni(true)
                .setVerifyHost(settings.verifyHost())
                .setConnectTimeout((int) Math.min(settings.connectTimeout().toMillis() + 1, Integer.MAX_VALUE))
                .setSslHandshakeTimeout(settings.connectTimeout().toMillis() + 1)
                .setSslHandshakeTimeoutUnit(java.util.concurrent.TimeUnit.MILLISECONDS)
                .setMaxHeaderSize(HEAD_BYTES)
                .setMaxInitialLineLength(HEAD_BYTES)
                .setMaxChunkSize(PIECE_BYTES)
                .setKeepAliveTimeout(0)
                .setHttp2KeepAliveTimeout(0)
                .setTcpKeepAlive(true)
                .setTracingPolicy(TracingPolicy.IGNORE);
        options.setTcpKeepAliveIdleSeconds(Http1Connector.PROBE_AFTER_SECONDS)
                .setTcpKeepAliveIntervalSeconds(Http1Connector.PROBE_EVERY_SECONDS)
                .setTcpKeepAliveCount(Http1Connector.PROBES);
        Path authorities = settings.authorities();
        if (authorities != null) {
            options.setTrustOptions(ClientPem.authorities(vertx, authorities));
        }
        PemFiles identity = settings.identity();
        if (identity != null) {
            options.setKeyCertOptions(ClientPem.identity(vertx, identity));
        }
        // The pool here is not used, so its cleaner has nothing to do.
        return vertx.httpClientBuilder()
                .with(options)
                .with(new PoolOptions().setCleanerPeriod(0))
                .build();
    }
}
