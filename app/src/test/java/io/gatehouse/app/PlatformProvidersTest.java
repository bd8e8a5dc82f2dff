package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ProviderSettings;
import io.gatehouse.models.UnsupportedFeatures.Treatment;
import io.gatehouse.models.platforms.AwsAccess;
import io.gatehouse.models.platforms.BedrockSettings;
import io.gatehouse.models.platforms.FoundryAccess;
import io.gatehouse.models.platforms.FoundrySettings;
import io.gatehouse.models.platforms.GoogleAccess;
import io.gatehouse.models.platforms.VertexSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Providers of the types bedrock, vertex and foundry in `gatehouse.yaml`.
class PlatformProvidersTest {
    @TempDir
    private Path folder;

    private ProviderSettings read(String provider) throws Exception {
        Configuration configuration = Yaml.load(
                folder,
                "models: {providers: {cloud: " + provider + "}}",
                Map.of("SECRET", "s3cret", "TOKEN", "t0ken", "KEY", "AKID"));
        return configuration.models().providers().getFirst();
    }

    private BedrockSettings bedrock(String rest) throws Exception {
        return ((ProviderSettings.Bedrock) read("{type: bedrock, region: eu-central-1" + rest + "}")
                        .kind())
                .settings();
    }

    private VertexSettings vertex(String rest) throws Exception {
        return ((ProviderSettings.Vertex)
                        read("{type: vertex, project: p" + rest + "}").kind())
                .settings();
    }

    private FoundrySettings foundry(String rest) throws Exception {
        return ((ProviderSettings.Foundry)
                        read("{type: foundry, url: 'https://n.services.ai.azure.com/anthropic'" + rest + "}")
                                .kind())
                .settings();
    }

    @Test
    void bedrockWithKeys() throws Exception {
        BedrockSettings settings = bedrock(", access-key: '${KEY}', secret-key: '${SECRET}', session-token: '${TOKEN}',"
                + " models: {claude-x: 'eu.anthropic.claude-x-v1:0'}");

        assertThat(settings)
                .isEqualTo(new BedrockSettings(
                        "eu-central-1",
                        null,
                        new AwsAccess.Keys("AKID", "s3cret", "t0ken"),
                        Map.of("claude-x", "eu.anthropic.claude-x-v1:0"),
                        64 << 20));
        assertThat(settings.toString()).doesNotContain("s3cret", "t0ken", "AKID");
    }

    @Test
    void otherWaysToReachBedrock() throws Exception {
        assertThat(bedrock(", key: '${SECRET}'").access()).isEqualTo(new AwsAccess.ApiKey("s3cret"));
        assertThat(bedrock(", profile: work").access()).isEqualTo(new AwsAccess.Chain("work"));
        assertThat(bedrock("").access()).isEqualTo(new AwsAccess.Chain(null));
        assertThat(bedrock(", url: 'https://vpce-1.example.com'").url())
                .isEqualTo(URI.create("https://vpce-1.example.com"));
    }

    @Test
    void vertexWithItsCredentials() throws Exception {
        Path file = Files.writeString(folder.resolve("account.json"), "{}");

        assertThat(vertex("").location()).isEqualTo("global");
        assertThat(vertex("").access()).isEqualTo(new GoogleAccess.Found());
        assertThat(vertex(", location: us-east5, credentials: account.json").access())
                .isEqualTo(new GoogleAccess.Credentials(file));
        assertThat(vertex(", bearer: '${TOKEN}'").access()).isEqualTo(new GoogleAccess.Token("t0ken"));
    }

    @Test
    void foundryWithItsCredentials() throws Exception {
        assertThat(foundry(", key: '${SECRET}'").access()).isEqualTo(new FoundryAccess.ApiKey("s3cret"));
        assertThat(foundry(", bearer: '${TOKEN}'").access()).isEqualTo(new FoundryAccess.Token("t0ken"));
        assertThat(foundry(", tenant: t, client-id: c, client-secret: '${SECRET}'")
                        .access())
                .isEqualTo(new FoundryAccess.Application(
                        URI.create("https://login.microsoftonline.com"), "t", "c", "s3cret"));
    }

    @Test
    void whatAPlatformRefusesIsKnownAndSettingsCountFirst() throws Exception {
        ProviderSettings settings =
                read("{type: bedrock, region: r, refused-betas: {'skills-*': send}, refused-fields: {top_k: drop}}");

        assertThat(settings.refusals().betas())
                .containsEntry("skills-*", Treatment.SEND)
                .containsEntry("files-api-*", Treatment.DROP);
        assertThat(settings.refusals().fields())
                .containsEntry("top_k", Treatment.DROP)
                .containsEntry("mcp_servers", Treatment.REFUSE);
        assertThat(read("{key: k}").refusals().isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: bedrock} | \"region\" is missing",
                "{type: bedrock, region: a/b} | region: must be a region of AWS",
                "{type: bedrock, region: r, access-key: a} | access-key: access-key and secret-key are needed",
                "{type: bedrock, region: r, session-token: a} | session-token: needs access-key and secret-key",
                "{type: bedrock, region: r, key: k, profile: p} | has credentials of several kinds",
                "{type: bedrock, region: r, bearer: k} | bearer: belongs to a provider of another type",
                "{type: bedrock, region: r, project: p} | project: belongs to a provider of another type",
                "{type: vertex} | \"project\" is missing",
                "{type: vertex, project: p, credentials: none.json} | credentials: the file \"none.json\" does not exist",
                "{type: foundry, key: k} | \"url\" is missing",
                "{type: foundry, url: 'https://x/'} | needs credentials of one kind",
                "{type: foundry, url: 'https://x/', tenant: t} | tenant, client-id and client-secret are needed",
                "{key: k, region: r} | region: belongs to a provider of another type",
                "{key: k, models: {a: b}} | models: belongs to a cloud platform"
            })
    void mistakesAreNamed(String provider, String problem) {
        List<String> problems = Yaml.refused(folder, "models: {providers: {cloud: " + provider + "}}");

        assertThat(problems).anySatisfy(line -> assertThat(line).contains(problem));
        assertThat(problems).noneSatisfy(line -> assertThat(line).contains("s3cret"));
    }
}
