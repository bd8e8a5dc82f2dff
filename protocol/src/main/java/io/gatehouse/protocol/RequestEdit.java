package io.gatehouse.protocol;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Collects the changes with which one request goes on, and applies them all at once. Every other byte stays as it was.
public final class RequestEdit {
    private final Request request;
    private final Splice splice;
    private @Nullable Map<String, byte @Nullable []> members;

    RequestEdit(Request request) {
        this.request = request;
        this.splice = new Splice(request.body());
    }

    /// Puts `bytes` where `part` of the request stands.
    public RequestEdit replace(Slice part, byte[] bytes) {
        splice.replace(part, bytes);
        return this;
    }

    /// Changes members of an object inside `params`, as [Splice#change] does; at most once an object.
    public RequestEdit change(ObjectView object, Map<String, byte @Nullable []> changes) {
        splice.change(object, changes);
        return this;
    }

    /// Sets a member of `params`, which is made where there is none.
    ///
    /// @param value a JSON text, or null to remove the member
    public RequestEdit member(String key, byte @Nullable [] value) {
        Map<String, byte @Nullable []> all = members;
        if (all == null) {
            all = new LinkedHashMap<>();
            members = all;
        }
        all.put(key, value);
        return this;
    }

    /// The edited request.
    public byte[] toBytes() {
        Map<String, byte @Nullable []> all = members;
        if (all != null) {
            ObjectView params = request.params();
            if (params != null) {
                splice.change(params, all);
            } else {
                splice.change(request.envelope(), Map.of("params", object(all)));
            }
        }
        return splice.toBytes();
    }

    private static byte[] object(Map<String, byte @Nullable []> members) {
        StringBuilder json = new StringBuilder("{");
        members.forEach((key, value) -> {
            if (value != null) {
                json.append(json.length() > 1 ? "," : "")
                        .append(Json.quote(key))
                        .append(':')
                        .append(new String(value, StandardCharsets.UTF_8));
            }
        });
        return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }
}
