package io.gatehouse.gateway.approval;

import java.net.URI;

/// Who is told of calls that wait for approval.
///
/// @param url gets them
/// @param secret signs what is sent there: `whsec_` and base64
public record ApprovalHook(URI url, String secret) {
    /// Without the secret.
    @Override
    public String toString() {
        return url.toString();
    }
}
