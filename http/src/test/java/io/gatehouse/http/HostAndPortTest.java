package io.gatehouse.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Names that container engines give have underscores, which [URI] takes for no host.
class HostAndPortTest {
    @ParameterizedTest
    @CsvSource({
        "http://My_Server:8000/mcp, my_server, 8000",
        "https://stack_service/mcp?a=b, stack_service, -1",
        "http://a_b:/, a_b, -1",
        "http://Example.com/, example.com, -1",
        "http://[::1]:80/, ::1, 80"
    })
    void whatAnAddressSays(URI address, String host, int port) {
        assertThat(HostAndPort.of(address)).isEqualTo(new HostAndPort(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http:///x", "/x", "mailto:a@b", "http://user@a_b/", "http://a_b:x/", "http://1.2_3/"})
    void noHost(URI address) {
        assertThat(HostAndPort.of(address)).isNull();
    }

    @Test
    void requestsGoThere() {
        Target target = Target.of(URI.create("http://my_server:8000/sse").resolve("/messages?s=1"));
        assertThat(target).hasToString("http://my_server:8000");
        assertThat(target.path()).isEqualTo("/messages?s=1");
        assertThat(target.authority()).isEqualTo("my_server:8000");
    }
}
