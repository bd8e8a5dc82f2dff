package io.gatehouse.models.platforms;

import java.net.URI;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/// Checks a signature as AWS does: what came is signed once more, with the same key and at the same
/// time.
final class AwsVerifier {
    private static final Pattern AUTHORIZATION = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=([^/]+)/\\d{8}/([^/]+)/([^/]+)/aws4_request, SignedHeaders=([^,]+), Signature=\\w+");

    private AwsVerifier() {}

    /// The names of the headers that the signature covers.
    ///
    /// @throws AssertionError if the signature is not that of the request
    static List<String> verify(FakePlatform.Seen seen, AwsCredentialsIdentity identity) {
        String authorization = seen.header("authorization");
        Matcher parts = AUTHORIZATION.matcher(String.valueOf(authorization));
        if (!parts.matches()) {
            throw new AssertionError("no signature: " + authorization);
        }
        List<String> covered = List.of(parts.group(4).split(";"));
        SdkHttpRequest.Builder request = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(seen.method()))
                .uri(URI.create("http://" + seen.header("host") + seen.target()));
        for (String name : covered) {
            if (!name.startsWith("x-amz-") && !name.equals("host")) {
                request.putHeader(name, seen.header(name));
            }
        }
        Clock then = Clock.fixed(
                LocalDateTime.parse(seen.header("x-amz-date"), DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'"))
                        .toInstant(ZoneOffset.UTC),
                ZoneOffset.UTC);
        SdkHttpRequest again = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(identity)
                        .request(request.build())
                        .payload(ContentStreamProvider.fromByteArray(seen.body()))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, parts.group(3))
                        .putProperty(AwsV4HttpSigner.REGION_NAME, parts.group(2))
                        .putProperty(HttpSigner.SIGNING_CLOCK, then))
                .request();
        String expected = again.firstMatchingHeader("Authorization").orElseThrow();
        if (!expected.equals(authorization)) {
            throw new AssertionError("the signature should be " + expected + ", but is " + authorization);
        }
        return covered;
    }
}
