package io.gatehouse.doors.messages.providers;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.providers.PlatformBed.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/// Where keys for Amazon Bedrock are found when none are given.
class AwsKeysTest {
    private static final String CREDENTIALS = "aws.sharedCredentialsFile";
    private static final String CONFIG = "aws.configFile";

    @TempDir
    private Path folder;

    private FakePlatform platform;
    private PlatformBed bed;

    @BeforeEach
    void start() throws Exception {
        platform = new FakePlatform(FakePlatform.json(200, "{}"));
        bed = new PlatformBed();
        Path credentials = Files.writeString(folder.resolve("credentials"), """
                [default]
                aws_access_key_id = DEFAULT
                aws_secret_access_key = default-secret

                [work]
                aws_access_key_id = WORK
                aws_secret_access_key = work-secret
                """);
        System.setProperty(CREDENTIALS, credentials.toString());
        System.setProperty(CONFIG, Files.createFile(folder.resolve("config")).toString());
    }

    @AfterEach
    void stop() {
        System.clearProperty(CREDENTIALS);
        System.clearProperty(CONFIG);
        bed.close();
        platform.close();
    }

    private Answer ask(String profile) {
        Provider provider = PlatformProviders.bedrock(
                "aws",
                new BedrockSettings("us-east-1", platform.uri(), new AwsAccess.Chain(profile), Map.of(), 1 << 20),
                bed.client);
        Answer first = bed.ask(provider, PlatformBed.messages("m", "{}"));
        return first.status() == 200 ? bed.ask(provider, PlatformBed.messages("m", "{}")) : first;
    }

    @Test
    void aProfileOfTheFiles() {
        ask("work");

        assertThat(platform.seen())
                .hasSize(2)
                .allSatisfy(seen -> AwsVerifier.verify(seen, AwsCredentialsIdentity.create("WORK", "work-secret")));
    }

    @Test
    void aProfileThatIsNotThereIsNamed() {
        Answer answer = ask("play");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.json().at("/error/type").asString()).isEqualTo("api_error");
        assertThat(answer.json().at("/error/message").asString())
                .contains("provider aws")
                .contains("'play'");
        assertThat(platform.seen()).isEmpty();
    }
}
