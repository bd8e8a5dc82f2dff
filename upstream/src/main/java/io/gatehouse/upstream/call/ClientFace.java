package io.gatehouse.upstream.call;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Splice;
import io.gatehouse.protocol.TasksExtension;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a connection to a legacy server declares in `initialize`.
///
/// @param capabilities a JSON object
/// @param clientInfo a JSON object
/// @param behalf on whose behalf it is opened
public record ClientFace(String capabilities, String clientInfo, Caller behalf) {
    /// Capabilities of whoever declares none.
    public static final ObjectView NO_CAPABILITIES =
            Objects.requireNonNull(Response.result("{}").result());

    static final ObjectView GATEWAY_INFO = object("{\"name\":\"gatehouse\",\"version\":" + Json.quote(version()) + "}");
    /// What cannot be passed between a server and a client: that the client takes requests as tasks, in the
    /// experiment of 2025-11-25 and, below `extensions`, in the extension of 2026-07-28.
    private static final List<String> NOT_PASSED = List.of("tasks");

    /// The gateway itself, which can do nothing that a client can but name roots it was configured with.
    public static ClientFace shared(List<String> roots) {
        return shared(roots, Behalf.GATEWAY);
    }

    /// [#shared(List)] on behalf of a tenant or a caller.
    public static ClientFace shared(List<String> roots, Caller behalf) {
        return new ClientFace(
                roots.isEmpty() ? "{}" : "{\"roots\":{}}", GATEWAY_INFO.whole().text(), behalf);
    }

    /// One client behind the gateway.
    public static ClientFace own(Peer peer, List<String> roots) {
        ObjectView declared = peer.capabilities() == null ? ClientFace.NO_CAPABILITIES : peer.capabilities();
        Map<String, byte @Nullable []> changes = new HashMap<>();
        NOT_PASSED.forEach(name -> changes.put(name, null));
        changes.putAll(TasksExtension.removal(declared));
        if (!roots.isEmpty()) {
            changes.put("roots", "{}".getBytes(StandardCharsets.US_ASCII));
        }
        ObjectView info = peer.clientInfo() == null ? GATEWAY_INFO : peer.clientInfo();
        byte[] capabilities =
                new Splice(declared.whole()).change(declared, changes).toBytes();
        return new ClientFace(
                new String(capabilities, StandardCharsets.UTF_8), info.whole().text(), peer.caller());
    }

    private static ObjectView object(String json) {
        return Objects.requireNonNull(Response.result(json).result());
    }

    private static String version() {
        String version = ClientFace.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
