package io.gatehouse.gateway.call;

import io.gatehouse.gateway.catalog.CatalogEntry;
import io.gatehouse.gateway.catalog.Effects;
import io.gatehouse.gateway.record.CallRecord.Subject;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.call.CallOptions;
import org.jspecify.annotations.Nullable;

/// Where a call goes.
///
/// @param upstream the server
/// @param own what the server calls the tool, prompt, resource or task; the method where it names none
/// @param entry the tool or prompt, or the tool of a task; null when there is none
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

    /// A task of a server.
    ///
    /// @param entry its tool; null where a gateway behind this one knows it
    /// @param own its id at the server
    static Resolved task(Upstream upstream, @Nullable CatalogEntry entry, String own, Effects effects) {
        return new Resolved(upstream, own, entry, CallOptions.READING, effects);
    }

    /// What decisions and records call it: the server's name of the tool, prompt or resource.
    String name() {
        return entry == null ? own : entry.own();
    }

    /// What records say of it.
    Subject subject(String method) {
        return new Subject(
                method,
                upstream.name(),
                name(),
                entry == null ? null : entry.facts().digest());
    }
}
