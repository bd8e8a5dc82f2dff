package io.gatehouse.models.platforms;

import io.gatehouse.http.Header;
import io.gatehouse.models.Authorizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/// Signs requests with Signature Version 4, by AWS's own signer.
final class AwsSignature implements Authorizer {
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final AwsKeys keys;
    private final String region;
    private final String service;
    private volatile boolean loaded;

    /// @param service the name that stands in the signature, `bedrock`
    AwsSignature(AwsKeys keys, String region, String service) {
        this.keys = keys;
        this.region = region;
        this.service = service;
    }

    /// Not before the first signature: loading the signer takes longer than an event loop may be held up.
    @Override
    public boolean ready() {
        return loaded && keys.ready();
    }

    @Override
    public List<Header> authorize(PlatformRequest request) throws IOException {
        AwsCredentialsIdentity identity = keys.identity();
        SdkHttpRequest.Builder unsigned = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(request.method()))
                .uri(request.uri());
        request.headers().forEach(header -> unsigned.appendHeader(header.name(), header.value()));
        SdkHttpRequest signed = signer.sign(sign -> sign.identity(identity)
                        .request(unsigned.build())
                        .payload(ContentStreamProvider.fromByteArrayUnsafe(request.body()))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                        .putProperty(AwsV4HttpSigner.REGION_NAME, region))
                .request();
        loaded = true;
        List<Header> headers = new ArrayList<>();
        signed.headers().forEach((name, values) -> {
            // These two are the business of whoever sends the request.
            if (!List.of("host", "content-length").contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> headers.add(new Header(name, value)));
            }
        });
        return headers;
    }
}
