package io.gatehouse.doors.admin;

import io.gatehouse.doors.admin.Operation.Told;
import java.util.List;

/// Everything that the admin API does, in the order of its document.
final class AdminOperations {
    private AdminOperations() {}

    static List<Operation> of(KeyResource keys, ApprovalResource approvals, GatewayResource gateway) {
        return List.of(
                new Operation(
                        "GET",
                        "/whoami",
                        Need.CREDENTIAL,
                        Told.of("whoAmI", "Who calls, and with which scopes of operators.", "Caller"),
                        gateway::whoami),
                new Operation(
                        "GET",
                        "/status",
                        Need.READ,
                        Told.of("getStatus", "How the gateway is doing.", "Status"),
                        gateway::status),
                new Operation(
                        "GET",
                        "/servers",
                        Need.READ,
                        Told.of("listServers", "How all servers are doing.", "Servers"),
                        gateway::servers),
                new Operation(
                        "GET",
                        "/servers/{name}",
                        Need.READ,
                        Told.of("getServer", "How a server is doing.", "Server"),
                        gateway::server),
                new Operation(
                        "GET",
                        "/servers/{name}/log",
                        Need.READ,
                        Told.of("getServerLog", "What a server wrote last, and how it failed.", "Log", "after"),
                        gateway::log),
                new Operation(
                        "POST",
                        "/servers/{name}/retry",
                        Need.WRITE,
                        Told.of(
                                        "retryServer",
                                        "Connect to a server now if it waits to be tried again, and list it again.",
                                        "Server")
                                .answers(202),
                        gateway::retry),
                new Operation(
                        "POST",
                        "/explain",
                        Need.READ,
                        Told.of("explain", "Which role, scope or rule would decide about a call.", "Explanation")
                                .takes("ExplainQuestion"),
                        gateway::explain),
                new Operation(
                        "GET",
                        "/keys",
                        Need.KEYS,
                        Told.of("listKeys", "Keys of callers.", "Keys", "all", "name", "limit", "after"),
                        keys::list),
                new Operation(
                        "POST",
                        "/keys",
                        Need.KEYS,
                        Told.of("makeKey", "Make a key. The answer alone shows it.", "MadeKey")
                                .takes("NewKey")
                                .answers(201),
                        keys::make),
                new Operation(
                        "GET", "/keys/{id}", Need.KEYS, Told.of("getKey", "A key of a caller.", "Key"), keys::show),
                new Operation(
                        "POST",
                        "/keys/{id}/rotate",
                        Need.KEYS,
                        Told.of("rotateKey", "Give a key a new secret. The answer alone shows it.", "MadeKey")
                                .takes("Rotation"),
                        keys::rotate),
                new Operation(
                        "POST",
                        "/keys/{id}/revoke",
                        Need.KEYS,
                        Told.of("revokeKey", "End a key for good.", "Key"),
                        keys::revoke),
                new Operation(
                        "GET",
                        "/approvals",
                        Need.APPROVE,
                        Told.of("listApprovals", "Calls that wait for approval.", "Approvals", "limit", "after"),
                        approvals::list),
                new Operation(
                        "GET",
                        "/approvals/{number}",
                        Need.APPROVE,
                        Told.of("getApproval", "A request for approval, with every argument of its call.", "Approval"),
                        approvals::show),
                new Operation(
                        "POST",
                        "/approvals/{number}/approve",
                        Need.APPROVE,
                        Told.of("approve", "Let a call run once.", "Approval"),
                        approvals::approve),
                new Operation(
                        "POST",
                        "/approvals/{number}/deny",
                        Need.APPROVE,
                        Told.of("deny", "Refuse a call.", "Approval").takes("Denial"),
                        approvals::deny));
    }
}
