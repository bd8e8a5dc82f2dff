package io.gatehouse.gateway.call;

import io.gatehouse.gateway.bridge.UrlElicitations;
import io.gatehouse.gateway.policy.Step;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Response;

/// A server of 2025-11-25 refuses a call until its user has opened some addresses (error -32042). A modern client,
/// which does not know that error, is asked to have them opened, and then calls again.
final class OpenUrls implements Step<RunningCall> {
    @Override
    public boolean take(RunningCall call) {
        boolean refused = call.came().errorCode() == ErrorCode.LEGACY_URL_ELICITATION
                && call.peer().revision().modern()
                && call.legacyServer();
        Response asked = refused ? UrlElicitations.of(call.came(), call.peer()) : null;
        if (asked != null) {
            call.came(asked);
        }
        return true;
    }
}
