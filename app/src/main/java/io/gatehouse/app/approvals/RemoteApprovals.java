package io.gatehouse.app.approvals;

import io.gatehouse.app.cli.AdminConnection;
import io.gatehouse.doors.admin.ApprovalJson;
import io.gatehouse.protocol.Json;
import io.gatehouse.store.StoredApproval;
import java.time.Instant;
import tools.jackson.databind.JsonNode;

/// The requests that a gateway shows by its admin API.
///
/// @param gateway open
record RemoteApprovals(AdminConnection gateway) implements Approvals {
    @Override
    public Waiting waiting(Instant now) {
        JsonNode page = gateway.get("/approvals?limit=" + MOST);
        return new Waiting(
                page.path("approvals").valueStream().map(ApprovalJson::read).toList(),
                page.path("next").isString());
    }

    @Override
    public StoredApproval find(long number) {
        return ApprovalJson.read(gateway.get("/approvals/" + number));
    }

    @Override
    public StoredApproval decide(long number, boolean approve, String reason) {
        String body = reason.isEmpty() ? "" : "{\"reason\":" + Json.quote(reason) + "}";
        return ApprovalJson.read(gateway.post("/approvals/" + number + (approve ? "/approve" : "/deny"), body));
    }

    @Override
    public void close() {
        gateway.close();
    }
}
