package io.gatehouse.upstream;

import io.gatehouse.protocol.CacheScope;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Revision;
import io.gatehouse.upstream.call.ClientFace;
import io.gatehouse.upstream.reading.ServerWarning;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a server is and lists, as last seen.
///
/// @param revision the revision it was spoken to in, or null before the first contact
/// @param serverInfo what it says that it is, or null
/// @param capabilities what it announces, empty before the first contact
/// @param instructions how to use it, or null
/// @param ttlMillis how long the lists may be kept, in milliseconds; the smallest of all lists, 0 from
///     legacy servers
/// @param cacheScope private when any list is
/// @param warnings what is wrong with its lists and was put up with
/// @param stale whether the server could not be reached or listed since
public record Snapshot(
        @Nullable Revision revision,
        @Nullable ObjectView serverInfo,
        ObjectView capabilities,
        @Nullable String instructions,
        List<Listed> tools,
        List<Listed> resources,
        List<Listed> templates,
        List<Listed> prompts,
        long ttlMillis,
        CacheScope cacheScope,
        List<ServerWarning> warnings,
        boolean stale) {

    /// Nothing is known yet.
    public static final Snapshot EMPTY = new Snapshot(
            null,
            null,
            ClientFace.NO_CAPABILITIES,
            null,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            0,
            CacheScope.PRIVATE,
            List.of(),
            true);

    public Snapshot {
        tools = List.copyOf(tools);
        resources = List.copyOf(resources);
        templates = List.copyOf(templates);
        prompts = List.copyOf(prompts);
        warnings = List.copyOf(warnings);
    }

    /// Whether the server announces the capability, `resources` say.
    public boolean can(String capability) {
        return capabilities.has(capability);
    }

    /// Whether a capability has a flag set, `resources` and `subscribe` say.
    public boolean can(String capability, String flag) {
        ObjectView announced = capabilities.object(capability);
        return announced != null && announced.isTrue(flag);
    }

    Snapshot withStale(boolean value) {
        return new Snapshot(
                revision,
                serverInfo,
                capabilities,
                instructions,
                tools,
                resources,
                templates,
                prompts,
                ttlMillis,
                cacheScope,
                warnings,
                value);
    }

    /// The bytes of all definitions.
    public long bytes() {
        return bytes(tools) + bytes(resources) + bytes(templates) + bytes(prompts);
    }

    private static long bytes(List<Listed> listed) {
        long bytes = 0;
        for (Listed entry : listed) {
            bytes += entry.definition().whole().length();
        }
        return bytes;
    }

    /// Whether a client would see any difference.
    boolean sameAs(Snapshot other) {
        return same(tools, other.tools)
                && same(resources, other.resources)
                && same(templates, other.templates)
                && same(prompts, other.prompts)
                && same(capabilities, other.capabilities)
                && same(serverInfo, other.serverInfo)
                && Objects.equals(instructions, other.instructions)
                && revision == other.revision
                && cacheScope == other.cacheScope;
    }

    /// Whether the server has listed what it has, now or in an earlier run.
    public boolean listed() {
        return revision != null && !(stale && empty());
    }

    /// Whether it has no entry of any kind.
    boolean empty() {
        return tools.isEmpty() && resources.isEmpty() && templates.isEmpty() && prompts.isEmpty();
    }

    private static boolean same(List<Listed> one, List<Listed> other) {
        if (one.size() != other.size()) {
            return false;
        }
        for (int index = 0; index < one.size(); index++) {
            if (!same(one.get(index).definition(), other.get(index).definition())) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(@Nullable ObjectView one, @Nullable ObjectView other) {
        return one == null || other == null ? one == other : one.whole().equals(other.whole());
    }

    /// A text as a JSON string or the literal `null`.
    static String quoted(@Nullable String text) {
        return text == null ? "null" : Json.quote(text);
    }
}
