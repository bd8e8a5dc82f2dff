package io.gatehouse.upstream.transport;

import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Splice;
import io.gatehouse.protocol.TasksExtension;
import io.gatehouse.upstream.call.ClientFace;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a legacy client declared in `initialize`, as 2026-07-28 has it in each request. The gateway asks the client
/// what the server then asks for.
public final class DeclaredCapabilities {
    private static final byte[] NOTHING = ascii("{}");
    private static final byte[] FORMS = ascii("{\"form\":{}}");

    private DeclaredCapabilities() {}

    /// A JSON object.
    public static byte[] modern(Peer legacy) {
        ObjectView declared = legacy.capabilities();
        if (declared == null || declared.size() == 0) {
            return NOTHING;
        }
        Map<String, byte @Nullable []> changes = new HashMap<>();
        // Tasks are an extension since, and not the same.
        changes.put("tasks", null);
        changes.putAll(TasksExtension.removal(declared));
        if (legacy.can("roots")) {
            // A list of roots is asked for when it is needed; nobody is told that it changed.
            changes.put("roots", NOTHING);
        }
        ObjectView elicitation = declared.object("elicitation");
        if (legacy.can("elicitation") && (elicitation == null || elicitation.size() == 0)) {
            changes.put("elicitation", FORMS);
        }
        return new Splice(declared.whole()).change(declared, changes).toBytes();
    }

    /// The peer as one that knows the tasks extension.
    static Peer withTasks(Peer peer) {
        ObjectView declared = peer.capabilities();
        byte[] all = TasksExtension.added(declared == null ? ClientFace.NO_CAPABILITIES : declared);
        return new Peer(
                peer.revision(), Response.result(all).result(), peer.clientInfo(), peer.caller(), peer.session());
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
