package io.gatehouse.upstream.transport;

import io.gatehouse.protocol.CacheScope;
import io.gatehouse.protocol.Meta;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.call.ClientFace;
import org.jspecify.annotations.Nullable;

/// What a server said of itself in `initialize` or `server/discover`.
public record Facts(
        Revision revision,
        @Nullable ObjectView serverInfo,
        ObjectView capabilities,
        @Nullable String instructions,
        long ttlMillis,
        CacheScope cacheScope) {

    static Facts ofInitialize(Revision revision, ObjectView result) {
        return new Facts(
                revision,
                result.object("serverInfo"),
                capabilities(result),
                result.string("instructions"),
                0,
                CacheScope.PRIVATE);
    }

    static Facts ofDiscover(ObjectView result) {
        ObjectView meta = result.object("_meta");
        Long ttl = result.integer("ttlMs");
        return new Facts(
                Revision.NEWEST,
                meta == null ? null : meta.object(Meta.SERVER_INFO),
                capabilities(result),
                result.string("instructions"),
                ttl == null ? 0 : Math.max(0, ttl),
                CacheScope.of(result.string("cacheScope")));
    }

    /// Whether the server declared a capability, such as `tools`.
    public boolean can(String capability) {
        return capabilities.has(capability);
    }

    /// Whether the server declared a capability with a flag that is true, such as `listChanged` of `tools`.
    public boolean can(String capability, String flag) {
        ObjectView announced = capabilities.object(capability);
        return announced != null && announced.isTrue(flag);
    }

    private static ObjectView capabilities(ObjectView result) {
        ObjectView capabilities = result.object("capabilities");
        return capabilities == null ? ClientFace.NO_CAPABILITIES : capabilities;
    }
}
