package io.gatehouse.doors.admin;

import io.gatehouse.protocol.Json;
import io.gatehouse.store.ApprovalCall;
import io.gatehouse.store.StoredApproval;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Requests for approval as JSON, in answers of the admin API and as commands print them.
public final class ApprovalJson {
    private ApprovalJson() {}

    /// A request as an object.
    public static String of(StoredApproval approval, Instant now) {
        ApprovalCall call = approval.call();
        ApprovalCall.Asker asker = call.asker();
        StoredApproval.Made decision = approval.decision();
        return "{\"number\":" + approval.number()
                + ",\"state\":" + Json.quote(approval.state(now).label())
                + ",\"caller\":" + Json.quote(asker.name())
                + ",\"tenant\":" + Json.quote(asker.tenant())
                + ",\"toolset\":" + Json.quote(asker.toolset())
                + ",\"server\":" + Json.quote(call.server())
                + ",\"tool\":" + Json.quote(call.tool())
                + ",\"definition\":" + Json.quote(call.definition())
                + ",\"arguments\":" + quoted(call.arguments())
                + ",\"why\":" + Json.quote(approval.why())
                + ",\"created\":" + Json.quote(approval.created().toString())
                + ",\"expires\":" + Json.quote(approval.expires().toString())
                + ",\"decidedBy\":" + quoted(decision == null ? null : decision.by())
                + ",\"decided\":"
                + quoted(decision == null ? null : decision.at().toString())
                + ",\"reason\":" + quoted(decision == null ? null : decision.reason())
                + "}";
    }

    /// The request that [#of(StoredApproval, Instant)] wrote.
    public static StoredApproval read(JsonNode json) {
        ApprovalCall.Asker asker =
                new ApprovalCall.Asker(text(json, "tenant"), "", text(json, "caller"), text(json, "toolset"));
        JsonNode arguments = json.path("arguments");
        ApprovalCall call = new ApprovalCall(
                asker,
                text(json, "server"),
                text(json, "tool"),
                text(json, "definition"),
                arguments.isString() ? arguments.asString() : null);
        return new StoredApproval(
                json.path("number").asLong(0),
                call,
                text(json, "why"),
                Instant.parse(text(json, "created")),
                Instant.parse(text(json, "expires")),
                StoredApproval.State.valueOf(text(json, "state").toUpperCase(Locale.ROOT)),
                json.path("decided").isString()
                        ? new StoredApproval.Made(
                                text(json, "decidedBy"), Instant.parse(text(json, "decided")), text(json, "reason"))
                        : null);
    }

    private static String text(JsonNode json, String name) {
        return json.path(name).asString("");
    }

    private static String quoted(@Nullable String text) {
        return text == null ? "null" : Json.quote(text);
    }
}
