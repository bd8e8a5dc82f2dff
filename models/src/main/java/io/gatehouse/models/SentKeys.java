package io.gatehouse.models;

import io.gatehouse.http.Header;
import io.gatehouse.protocol.Secrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The credentials that go out with one request, which no answer may repeat.
public final class SentKeys {
    private SentKeys() {}

    /// Those among the headers of a request.
    public static Secrets of(List<Header> headers) {
        List<String> values = new ArrayList<>();
        for (Header header : headers) {
            if (CallerHeaders.namesKey(header.name().toLowerCase(Locale.ROOT))) {
                String value = header.value().strip();
                values.add(value.substring(value.lastIndexOf(' ') + 1));
            }
        }
        return Secrets.of(values);
    }
}
