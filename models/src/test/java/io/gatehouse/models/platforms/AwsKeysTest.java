package io.gatehouse.models.platforms;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.models.Provider;
import io.gatehouse.models.platforms.PlatformBed.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/// Where keys for Amazon Bedrock are found when none are given.
@Isolated
class AwsKeysTest {
    private static final String CREDENTIALS = "aws.sharedCredentialsFile";
    private static final String CONFIG = "aws.configFile";
    private static final String TOKENS = "aws.endpointUrlSts";
    private static final String ROLE = "aws.roleArn";
    private static final String WEB_TOKEN = "aws.webIdentityTokenFile";
    private static final String REGION = "aws.region";
    private static final String NO_MACHINE = "aws.disableEc2Metadata";
    private static final List<String> PROPERTIES =
            List.of(CREDENTIALS, CONFIG, TOKENS, ROLE, WEB_TOKEN, REGION, NO_MACHINE);
    private static final AwsCredentialsIdentity ASSUMED =
            AwsSessionCredentialsIdentity.create("ASSUMED", "assumed-secret", "assumed-token");

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
        System.setProperty(
                CONFIG, Files.writeString(folder.resolve("config"), """
                [profile role]
                role_arn = arn:aws:iam::123456789012:role/models
                source_profile = work
                region = eu-west-1

                [profile logged-out]
                sso_session = company
                sso_account_id = 123456789012
                sso_role_name = models

                [profile signed-out]
                login_session = arn:aws:iam::123456789012:user/ann
                region = eu-west-1

                [sso-session company]
                sso_region = eu-west-1
                sso_start_url = https://company.example/start
                """).toString());
        System.setProperty(TOKENS, platform.uri().toString());
    }

    @AfterEach
    void stop() {
        PROPERTIES.forEach(System::clearProperty);
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
                .isEqualTo("The gateway has no usable credentials for the provider aws now.");
        assertThat(answer.problem()).contains("'play'");
        assertThat(platform.seen()).isEmpty();
    }

    /// Lets the platform give out keys of a role, as AWS's token service does, and answer messages too.
    private void givesOutKeys(String action) {
        String keys = """
                <%1$sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%1$sResult><Credentials>
                <AccessKeyId>ASSUMED</AccessKeyId><SecretAccessKey>assumed-secret</SecretAccessKey>
                <SessionToken>assumed-token</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>
                </Credentials></%1$sResult></%1$sResponse>""".formatted(action);
        FakePlatform.Reply gives =
                FakePlatform.answer(200, Map.of("content-type", "text/xml"), keys.getBytes(StandardCharsets.UTF_8));
        platform.replies((seen, exchange) ->
                (seen.text().contains("Action=" + action) ? gives : FakePlatform.json(200, "{}")).to(seen, exchange));
    }

    private void expectMessagesOfTheRole() {
        assertThat(platform.seen()).hasSize(3);
        assertThat(platform.seen().getFirst().text()).contains("role%2Fmodels");
        assertThat(platform.seen().subList(1, 3)).allSatisfy(seen -> AwsVerifier.verify(seen, ASSUMED));
    }

    @Test
    void aRoleThatAProfileAssumes() {
        givesOutKeys("AssumeRole");

        assertThat(ask("role").status()).isEqualTo(200);

        expectMessagesOfTheRole();
        assertThat(platform.seen().getFirst().header("authorization")).contains("Credential=WORK/");
    }

    private void hasAWebIdentity() throws Exception {
        System.setProperty(ROLE, "arn:aws:iam::123456789012:role/models");
        System.setProperty(
                WEB_TOKEN,
                Files.writeString(folder.resolve("token"), "of-the-cluster").toString());
        System.setProperty(REGION, "eu-west-1");
    }

    @Test
    void aRoleOfAWebIdentity() throws Exception {
        hasAWebIdentity();
        givesOutKeys("AssumeRoleWithWebIdentity");

        assertThat(ask(null).status()).isEqualTo(200);

        expectMessagesOfTheRole();
        assertThat(platform.seen().getFirst().text()).contains("WebIdentityToken=of-the-cluster");
    }

    private void refusesRoles() {
        platform.replies(
                FakePlatform.answer(403, Map.of("content-type", "text/xml"), """
                <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type>
                <Code>AccessDenied</Code><Message>not authorized to assume it</Message></Error></ErrorResponse>""".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aRoleThatIsRefusedIsToldToOperatorsOnly() {
        refusesRoles();

        Answer answer = ask("role");

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).contains("provider aws").doesNotContain("role", "authorized");
        assertThat(answer.problem()).contains("'role'", "not authorized to assume it");
    }

    @Test
    void whyThereAreNoneIsInTheLog() throws Exception {
        hasAWebIdentity();
        System.setProperty(NO_MACHINE, "true");
        System.setProperty(CREDENTIALS, Files.createFile(folder.resolve("none")).toString());
        refusesRoles();
        StringBuffer told = new StringBuffer();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                told.append(line.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(AwsKeys.class.getName());
        logger.addHandler(handler);
        try {
            Answer answer = ask(null);

            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.text()).contains("provider aws").doesNotContain("authorized", "access-key");
            assertThat(answer.problem()).contains("the gateway's log says why", "access-key");
            assertThat(told).contains("not authorized to assume it").doesNotContain("of-the-cluster");
        } finally {
            logger.removeHandler(handler);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"logged-out", "signed-out"})
    void aPersonWhoIsNotLoggedInIsTold(String profile) {
        Answer answer = ask(profile);

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.text()).contains("provider aws").doesNotContain(profile);
        assertThat(answer.problem()).contains("'" + profile + "'").doesNotContain("class path");
    }
}
