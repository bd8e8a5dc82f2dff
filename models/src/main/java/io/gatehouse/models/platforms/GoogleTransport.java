package io.gatehouse.models.platforms;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.LowLevelHttpRequest;
import com.google.api.client.http.LowLevelHttpResponse;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.Header;
import io.gatehouse.http.HttpClient;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.WholeResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lets Google's library ask for tokens by the provider's own client, with its proxy and its authorities.
final class GoogleTransport extends HttpTransport {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client;

    GoogleTransport(HttpClient client) {
        this.client = client;
    }

    @Override
    protected LowLevelHttpRequest buildRequest(String method, String url) {
        return new Request(method, url);
    }

    private final class Request extends LowLevelHttpRequest {
        private final String method;
        private final String url;
        private final List<Header> headers = new ArrayList<>();

        Request(String method, String url) {
            this.method = method;
            this.url = url;
        }

        @Override
        public void addHeader(String name, String value) {
            headers.add(new Header(name, value));
        }

        @Override
        public LowLevelHttpResponse execute() throws IOException {
            byte[] body = null;
            if (getStreamingContent() != null) {
                ByteArrayOutputStream content = new ByteArrayOutputStream();
                getStreamingContent().writeTo(content);
                body = content.toByteArray();
                if (getContentType() != null) {
                    headers.add(new Header("content-type", getContentType()));
                }
                if (getContentEncoding() != null) {
                    headers.add(new Header("content-encoding", getContentEncoding()));
                }
            }
            try {
                return new Response(client.exchange(
                        new ClientRequest(method, URI.create(url), headers, body, Deadlines.total(PATIENCE))));
            } catch (HttpFailure | IllegalArgumentException e) {
                throw new IOException("Google's tokens cannot be reached: " + e.getMessage(), e);
            }
        }
    }

    private static final class Response extends LowLevelHttpResponse {
        private final WholeResponse response;
        private final List<Header> headers = new ArrayList<>();

        Response(WholeResponse response) {
            this.response = response;
            response.headers().forEach((name, value) -> headers.add(new Header(name, value)));
        }

        @Override
        public InputStream getContent() {
            return new ByteArrayInputStream(response.body());
        }

        @Override
        public @Nullable String getContentEncoding() {
            return response.headers().get("content-encoding");
        }

        @Override
        public long getContentLength() {
            return response.body().length;
        }

        @Override
        public @Nullable String getContentType() {
            return response.headers().get("content-type");
        }

        @Override
        public @Nullable String getStatusLine() {
            return null;
        }

        @Override
        public int getStatusCode() {
            return response.status();
        }

        @Override
        public @Nullable String getReasonPhrase() {
            return null;
        }

        @Override
        public int getHeaderCount() {
            return headers.size();
        }

        @Override
        public String getHeaderName(int index) {
            return headers.get(index).name();
        }

        @Override
        public String getHeaderValue(int index) {
            return headers.get(index).value();
        }
    }
}
