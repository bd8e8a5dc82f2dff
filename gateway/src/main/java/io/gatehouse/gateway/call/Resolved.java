package io.gatehouse.gateway.call;

import io.gatehouse.gateway.catalog.CatalogEntry;
import io.gatehouse.gateway.catalog.Effects;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.call.CallOptions;
import org.jspecify.annotations.Nullable;

/// Where a call goes.
///
/// @param upstream the server
/// @param own what the server calls the tool, prompt or resource; the method where it names none
/// @param entry the tool or prompt; null when it is neither
/// @param options what the call needs
/// @param effects what it does to the world
record Resolved(Upstream upstream, String own, @Nullable CatalogEntry entry, CallOptions options, Effects effects) {
    /// A tool or prompt.
    static Resolved of(CatalogEntry entry) {
        return new Resolved(
                entry.upstream(),
                entry.own(),
                entry,
                entry.options(),
                entry.facts().effects());
    }

    /// A resource, which only is read.
    static Resolved resource(Upstream upstream, String uri) {
        return new Resolved(upstream, uri, null, CallOptions.READING, Effects.READ);
    }
}
