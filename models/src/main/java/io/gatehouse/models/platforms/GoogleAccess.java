package io.gatehouse.models.platforms;

import java.nio.file.Path;

/// How Google Vertex AI learns who calls. Nothing here shows its secrets as text.
public sealed interface GoogleAccess {

    /// An access token that somebody else renews.
    record Token(String token) implements GoogleAccess {
        @Override
        public String toString() {
            return "Token";
        }
    }

    /// A file of credentials: a service account's key, or what `gcloud` made.
    record Credentials(Path file) implements GoogleAccess {}

    /// What Google's libraries find by themselves: the file that `GOOGLE_APPLICATION_CREDENTIALS` names,
    /// the login of `gcloud`, the machine's own service account.
    record Found() implements GoogleAccess {}
}
