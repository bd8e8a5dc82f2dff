package io.gatehouse.http.client;

import io.gatehouse.http.ProxySettings;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// What a proxy gets as `Proxy-Authorization`.
final class ProxyCredentials {

    private ProxyCredentials() {}

    static @Nullable String of(@Nullable ProxySettings proxy) {
        if (proxy == null || proxy.username() == null) {
            return null;
        }
        String pair = proxy.username() + ":" + (proxy.password() == null ? "" : proxy.password());
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
