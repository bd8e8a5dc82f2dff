package io.gatehouse.models.platforms;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/// The keys to sign with, and where they come from.
interface AwsKeys {

    /// Whether [#identity()] answers without asking anybody.
    boolean ready();

    /// @throws IOException if there are none
    AwsCredentialsIdentity identity() throws IOException;

    /// Keys that never change.
    static AwsKeys fixed(AwsAccess.Keys keys) {
        String token = keys.sessionToken();
        AwsCredentialsIdentity identity = AwsCredentialsIdentity.create(keys.accessKey(), keys.secretKey());
        AwsCredentialsIdentity whole = token == null
                ? identity
                : software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity.create(
                        keys.accessKey(), keys.secretKey(), token);
        return new Fixed(whole);
    }

    /// Keys that AWS's chain finds, or a profile has.
    static AwsKeys found(@Nullable String profile) {
        AwsCredentialsProvider provider = profile == null
                ? DefaultCredentialsProvider.builder().build()
                : ProfileCredentialsProvider.create(profile);
        return new Found(provider, profile);
    }

    /// Never shown as text: it holds a secret.
    final class Fixed implements AwsKeys {
        private final AwsCredentialsIdentity identity;

        private Fixed(AwsCredentialsIdentity identity) {
            this.identity = identity;
        }

        @Override
        public boolean ready() {
            return true;
        }

        @Override
        public AwsCredentialsIdentity identity() {
            return identity;
        }
    }

    /// Asks the provider again every few minutes; it keeps keys itself until they expire.
    final class Found implements AwsKeys {
        private static final System.Logger LOG = System.getLogger(AwsKeys.class.getName());
        private static final Duration FRESH = Duration.ofMinutes(2);

        private record Kept(AwsCredentialsIdentity identity, Instant until) {}

        private final AwsCredentialsProvider provider;
        private final @Nullable String profile;
        private volatile @Nullable Kept kept;

        private Found(AwsCredentialsProvider provider, @Nullable String profile) {
            this.provider = provider;
            this.profile = profile;
        }

        @Override
        public boolean ready() {
            Kept now = kept;
            return now != null && Instant.now().isBefore(now.until());
        }

        @Override
        public AwsCredentialsIdentity identity() throws IOException {
            Kept now = kept;
            if (now != null && Instant.now().isBefore(now.until())) {
                return now.identity();
            }
            try {
                AwsCredentialsIdentity identity = provider.resolveCredentials();
                kept = new Kept(identity, Instant.now().plus(FRESH));
                return identity;
            } catch (RuntimeException | LinkageError e) {
                throw new IOException(profile == null ? noneFound(e) : unusable(profile, e), e);
            }
        }

        /// AWS's own words list all places where it has looked, and hold no secret.
        private static String noneFound(Throwable failure) {
            LOG.log(System.Logger.Level.WARNING, "no AWS credentials were found: " + failure.getMessage());
            return "no AWS credentials were found in the environment, a web identity, the profile files, or the role"
                    + " of the container or the machine (the gateway's log says why); set `access-key` and"
                    + " `secret-key`";
        }

        private static String unusable(String profile, Throwable failure) {
            return "the AWS profile '" + profile + "' has no usable credentials: " + failure.getMessage();
        }
    }
}
