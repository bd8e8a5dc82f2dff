package io.gatehouse.models.platforms;

import java.net.URI;

/// How Microsoft Foundry learns who calls. Nothing here shows its secrets as text.
public sealed interface FoundryAccess {

    /// A key of the resource, sent as `x-api-key`.
    record ApiKey(String key) implements FoundryAccess {
        @Override
        public String toString() {
            return "ApiKey";
        }
    }

    /// A token of Microsoft Entra that somebody else renews.
    record Token(String token) implements FoundryAccess {
        @Override
        public String toString() {
            return "Token";
        }
    }

    /// An application registered with Microsoft Entra, which gets its tokens with a secret.
    ///
    /// @param authority where tokens come from, `https://login.microsoftonline.com` in the public cloud
    record Application(URI authority, String tenant, String client, String secret) implements FoundryAccess {
        @Override
        public String toString() {
            return "Application";
        }
    }
}
