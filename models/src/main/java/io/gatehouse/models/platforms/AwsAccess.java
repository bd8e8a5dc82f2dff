package io.gatehouse.models.platforms;

import org.jspecify.annotations.Nullable;

/// How Amazon Bedrock learns who calls. Nothing here shows its secrets as text.
public sealed interface AwsAccess {

    /// A Bedrock API key, sent as a bearer token.
    record ApiKey(String key) implements AwsAccess {
        @Override
        public String toString() {
            return "ApiKey";
        }
    }

    /// Requests are signed with these keys.
    ///
    /// @param sessionToken of temporary keys, or null
    record Keys(
            String accessKey, String secretKey, @Nullable String sessionToken) implements AwsAccess {
        @Override
        public String toString() {
            return "Keys";
        }
    }

    /// Requests are signed with what AWS's default chain finds: environment, profile files, the roles of
    /// a container or of the machine.
    ///
    /// @param profile of the files `~/.aws/config` and `~/.aws/credentials` to use alone, or null
    ///     for the whole chain
    record Chain(@Nullable String profile) implements AwsAccess {}
}
