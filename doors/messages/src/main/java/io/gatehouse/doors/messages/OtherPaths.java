package io.gatehouse.doors.messages;

import io.gatehouse.models.ApiError;
import io.gatehouse.models.ApiException;
import io.gatehouse.models.Provider;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.ProviderScope;

/// Which requests may go on to a provider under a path that this door does not execute itself.
final class OtherPaths {
    private OtherPaths() {}

    /// Refuses a path of which the caller could reach more than its own: with the gateway's key, whoever asks sees
    /// the files, batches and agents of everybody who uses this account.
    ///
    /// @throws ApiException 403
    static void checkOpen(Visit visit, Provider provider) throws ApiException {
        Caller caller = visit.caller();
        String subject = ApiPath.subject(visit.path());
        boolean own =
                provider.takesCallerKeys() && !visit.headers().credentials().isEmpty();
        if (own || ProviderScope.opens(caller, subject)) {
            return;
        }
        throw new ApiException(ApiError.permission(
                visit.path() + " is not open to this key: it belongs to the gateway's account at the provider, not to"
                        + " one caller. Ask the operator of the gateway to open `" + subject + "` for this key."
                        + ApiPath.suggestion(visit.path())));
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
