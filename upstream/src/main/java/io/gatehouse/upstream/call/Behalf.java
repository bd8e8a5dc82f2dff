package io.gatehouse.upstream.call;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.protocol.CallerId.Kind;

/// On whose behalf the gateway itself calls a server, to connect, list and listen, where no single caller asks for it.
public final class Behalf {
    /// Nobody's.
    public static final Caller GATEWAY = ofTenant("");

    private Behalf() {}

    /// What people call it.
    public static String name(Caller behalf) {
        return behalf.id().subject().isEmpty() ? "tenant " + behalf.tenant() : "caller " + behalf.name();
    }

    /// That of everybody who works with the data of a tenant.
    public static Caller ofTenant(String tenant) {
        return Caller.of(new CallerId(Kind.LOCAL, "", "", "", tenant));
    }
}
