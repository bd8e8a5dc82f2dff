package io.gatehouse.doors.messages;

import io.gatehouse.doors.messages.api.ApiError;
import io.gatehouse.doors.messages.api.ApiException;
import io.gatehouse.doors.messages.providers.Provider;
import java.util.Set;

/// Which requests may go on to a provider under a path that this door does not execute itself.
final class OtherPaths {
    /// Opens every path.
    private static final String ALL = "all";

    private OtherPaths() {}

    /// Refuses a path of which the caller could reach more than its own: with the gateway's key, whoever asks sees
    /// the files, batches and agents of everybody who uses this account.
    ///
    /// @throws ApiException 403
    static void checkOpen(Visit visit, Provider provider) throws ApiException {
        Set<String> open = visit.open();
        String subject = ApiPath.subject(visit.path());
        boolean own =
                provider.takesCallerKeys() && !visit.headers().credentials().isEmpty();
        if (open == null || own || open.contains(ALL) || open.contains(subject)) {
            return;
        }
        throw new ApiException(ApiError.permission(
                visit.path() + " is not open to this key: it belongs to the gateway's account at the provider, not to"
                        + " one caller. Ask the operator of the gateway to open `" + subject + "` for this key."));
    }

    /// Refuses a body that names MCP servers: their tokens would reach the provider.
    ///
    /// @throws ApiException 400
    static void checkBody(byte[] body) throws ApiException {
        if (body.length > 0 && McpNames.in(body)) {
            throw ApiException.invalid("mcp_servers: only /v1/messages and /v1/messages/count_tokens take MCP servers,"
                    + " because they are called from this gateway and not by the provider. Leave them out, or send the"
                    + " request there.");
        }
    }
}
