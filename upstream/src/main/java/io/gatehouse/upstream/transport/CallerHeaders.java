package io.gatehouse.upstream.transport;

import io.gatehouse.http.Header;
import io.gatehouse.protocol.Caller;
import io.gatehouse.upstream.call.IdentityTokens;
import io.gatehouse.upstream.settings.CallerSettings;
import io.gatehouse.upstream.settings.ServerIdentity;
import io.gatehouse.upstream.settings.UnfitCallerException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The headers that tell a server who calls: made for each request.
final class CallerHeaders {
    private final CallerSettings settings;
    private final IdentityTokens identities;
    private final boolean none;

    CallerHeaders(CallerSettings settings, IdentityTokens identities) {
        this.settings = settings;
        this.identities = identities;
        this.none = settings.headers().isEmpty() && settings.identity() == null;
    }

    /// Whether it gives a header, so that nobody else does.
    boolean gives(String name) {
        ServerIdentity identity = settings.identity();
        return identity != null && identity.header().equalsIgnoreCase(name)
                || settings.headers().keySet().stream().anyMatch(name::equalsIgnoreCase);
    }

    /// The headers of a request that a caller sends.
    ///
    /// @throws UnfitCallerException when one cannot be sent; then the request must not be
    List<Header> of(Caller caller) throws UnfitCallerException {
        return none ? List.of() : all(settings.headersFor(caller), caller);
    }

    /// The headers of a request of the gateway's own, without those of which nothing is known.
    List<Header> known(Caller behalf) {
        return none ? List.of() : all(settings.knownHeadersFor(behalf), behalf);
    }

    private List<Header> all(Map<String, String> filled, Caller caller) {
        List<Header> headers = new ArrayList<>();
        filled.forEach((name, value) -> headers.add(new Header(name, value)));
        ServerIdentity identity = settings.identity();
        if (identity != null) {
            String token = identities.token(caller, identity.audience());
            headers.add(new Header(identity.header(), identity.value(token)));
        }
        return headers;
    }
}
