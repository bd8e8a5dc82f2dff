package io.gatehouse.gateway.call;

import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.Splice;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Arguments whose values callers and models do not see, because a toolset or a request sets them: credentials, say, or
/// the name of a tenant.
final class HiddenArguments {
    private static final byte[] INSTEAD =
            Json.quote("(set by the gateway, not shown)").getBytes(StandardCharsets.UTF_8);

    private HiddenArguments() {}

    /// The JSON of arguments with other words in place of the hidden values; empty where there are none.
    static String without(@Nullable Slice arguments, Set<String> some, Set<String> others) {
        if (arguments == null) {
            return "";
        }
        try {
            ObjectView object = ObjectView.read(arguments);
            Map<String, byte @Nullable []> changes = new HashMap<>();
            for (int member = 0; member < object.size(); member++) {
                String key = object.key(member);
                if (some.contains(key) || others.contains(key)) {
                    changes.put(key, INSTEAD);
                }
            }
            return changes.isEmpty()
                    ? arguments.text()
                    : Slice.of(new Splice(arguments).change(object, changes).toBytes())
                            .text();
        } catch (MalformedJsonException noObject) {
            // Then nothing was set in it.
            return arguments.text();
        }
    }
}
