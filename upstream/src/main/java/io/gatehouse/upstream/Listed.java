package io.gatehouse.upstream;

import io.gatehouse.protocol.HeaderParameter;
import io.gatehouse.protocol.ObjectView;
import java.util.List;

/// One entry of a server's list.
///
/// @param key its name, `uri` or `uriTemplate`
/// @param definition the entry as it came
/// @param headers the arguments that modern clients mirror in headers, whatever the server speaks; only tools have any
public record Listed(String key, ObjectView definition, List<HeaderParameter> headers) {
    public Listed {
        headers = List.copyOf(headers);
    }
}
