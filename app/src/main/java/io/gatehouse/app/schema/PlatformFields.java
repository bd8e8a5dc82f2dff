package io.gatehouse.app.schema;

import io.gatehouse.app.config.ProviderSettings;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.models.platforms.AwsAccess;
import io.gatehouse.models.platforms.BedrockSettings;
import io.gatehouse.models.platforms.FoundryAccess;
import io.gatehouse.models.platforms.FoundrySettings;
import io.gatehouse.models.platforms.GoogleAccess;
import io.gatehouse.models.platforms.VertexSettings;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The fields of a provider that only the cloud platforms have.
final class PlatformFields {
    private static final Pattern NAME = Pattern.compile("[^\\x00-\\x1f\\x7f ]{1,256}");
    private static final Pattern PLACE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_:.-]{0,99}");
    private static final URI ENTRA = URI.create("https://login.microsoftonline.com");

    private final Field<String> region;
    private final Field<String> accessKey;
    private final Field<String> secretKey;
    private final Field<String> sessionToken;
    private final Field<String> profile;
    private final Field<String> project;
    private final Field<String> location;
    private final Field<Path> credentials;
    private final Field<String> tenant;
    private final Field<String> clientId;
    private final Field<String> clientSecret;
    private final Field<URI> authority;
    private final Field<Map<String, String>> models;

    /// Declares the fields in a form.
    PlatformFields(Form<?> form) {
        models = form.field(
                "models",
                Kinds.map("the name of a model", NAME, Kinds.text("a name", NAME, "")),
                Map.of(),
                "none",
                "The platform's names of models, by the names that requests use: a model, an inference profile, an"
                        + " ARN or a deployment.");
        region = form.field("region", place("a region of AWS"), "AWS region, for bedrock.");
        accessKey = form.field("access-key", Kinds.text(), "AWS access key ID for signing requests.");
        secretKey = form.field("secret-key", Kinds.text(), "AWS secret access key.");
        sessionToken = form.field("session-token", Kinds.text(), "Session token of temporary keys.");
        profile = form.field(
                "profile",
                Kinds.text(),
                "Profile in AWS's files to take credentials from. If no credentials are set here, AWS's default"
                        + " chain finds them: environment, files, or the role of the container or machine.");
        project = form.field("project", place("a project"), "Google Cloud project, for vertex.");
        location = form.field(
                "location", place("a location"), "global", "global", "Vertex AI location: global, us, eu or a region.");
        credentials = form.field(
                "credentials",
                Kinds.file(),
                "Google credentials file, for example a service account key. Without it and without bearer,"
                        + " Google's library finds credentials.");
        tenant = form.field("tenant", place("a tenant"), "Microsoft Entra tenant, for foundry.");
        clientId = form.field("client-id", place("an id"), "ID of the application that gets tokens from Entra.");
        clientSecret = form.field("client-secret", Kinds.text(), "Secret of that application.");
        authority = form.field(
                "authority", TransportKinds.URL, ENTRA, ENTRA.toString(), "URL where Microsoft Entra issues tokens.");
    }

    private static Kind<String> place(String what) {
        return Kinds.text(what, PLACE, "Use letters, digits, - and _.");
    }

    /// Those of Amazon Bedrock.
    List<Field<?>> bedrock() {
        return List.of(region, accessKey, secretKey, sessionToken, profile);
    }

    /// Those of Google Vertex AI.
    List<Field<?>> vertex() {
        return List.of(project, location, credentials);
    }

    /// Those of Microsoft Foundry.
    List<Field<?>> foundry() {
        return List.of(tenant, clientId, clientSecret, authority);
    }

    /// The one that all have.
    Field<?> models() {
        return models;
    }

    /// A provider on Amazon Bedrock.
    ///
    /// @param url where the API is, or null
    /// @param key a Bedrock API key, or null
    ProviderSettings.@Nullable Kind bedrock(
            Values values, @Nullable URI url, @Nullable String key, ClientSettings client) {
        String where = values.require(region, "Write `region: us-east-1`, or the region of your models.");
        String access = ProviderForm.secret(values, accessKey);
        String secret = ProviderForm.secret(values, secretKey);
        String token = ProviderForm.secret(values, sessionToken);
        String files = values.find(profile);
        if ((access == null) != (secret == null) && !values.broken()) {
            values.error(access == null ? secretKey : accessKey, "access-key and secret-key are needed together", "");
        }
        if (token != null && access == null && !values.broken()) {
            values.error(sessionToken, "needs access-key and secret-key", "");
        }
        long ways = count(key, access, files);
        if (ways > 1 && !values.broken()) {
            values.error("has credentials of several kinds", "Keep one of key, access-key with secret-key, profile.");
        }
        if (where == null || values.broken()) {
            return null;
        }
        AwsAccess by = key != null
                ? new AwsAccess.ApiKey(key)
                : access != null && secret != null
                        ? new AwsAccess.Keys(access, secret, token)
                        : new AwsAccess.Chain(files);
        return new ProviderSettings.Bedrock(
                new BedrockSettings(where, url, by, values.get(models), client.maxEventBytes()), client);
    }

    /// A provider on Google Vertex AI.
    ///
    /// @param url where the API is, or null
    /// @param token an access token, or null
    ProviderSettings.@Nullable Kind vertex(
            Values values, @Nullable URI url, @Nullable String token, ClientSettings client) {
        String which = values.require(project, "Write `project: NAME`, the project of Google Cloud that pays.");
        String where = values.get(location);
        Path file = values.find(credentials);
        if (token != null && file != null && !values.broken()) {
            values.error(credentials, "there is a bearer token as well", "Keep one of them.");
        }
        if (which == null || values.broken()) {
            return null;
        }
        GoogleAccess by = token != null
                ? new GoogleAccess.Token(token)
                : file != null ? new GoogleAccess.Credentials(file) : new GoogleAccess.Found();
        return new ProviderSettings.Vertex(new VertexSettings(which, where, url, by, values.get(models)), client);
    }

    /// A provider on Microsoft Foundry.
    ///
    /// @param url of the resource, or null when it is missing, which has been noted
    /// @param key of the resource, or null
    /// @param token of Microsoft Entra, or null
    ProviderSettings.@Nullable Kind foundry(
            Values values, @Nullable URI url, @Nullable String key, @Nullable String token, ClientSettings client) {
        String secret = ProviderForm.secret(values, clientSecret);
        String id = values.find(clientId);
        String directory = values.find(tenant);
        if (count(secret, id, directory) % 3 != 0 && !values.broken()) {
            values.error(
                    secret != null ? clientSecret : id != null ? clientId : tenant,
                    "tenant, client-id and client-secret are needed together",
                    "");
        }
        if (count(key, token, secret) != 1 && !values.broken()) {
            values.error("needs credentials of one kind", "Write one of key, bearer, client-secret with its id.");
        }
        if (url == null || values.broken()) {
            return null;
        }
        FoundryAccess by;
        if (key != null) {
            by = new FoundryAccess.ApiKey(key);
        } else if (token != null) {
            by = new FoundryAccess.Token(token);
        } else if (secret != null && id != null && directory != null) {
            by = new FoundryAccess.Application(values.get(authority), directory, id, secret);
        } else {
            return null;
        }
        return new ProviderSettings.Foundry(new FoundrySettings(url, by, values.get(models)), client);
    }

    private static long count(@Nullable String... given) {
        long count = 0;
        for (String each : given) {
            count += each == null ? 0 : 1;
        }
        return count;
    }
}
