package io.gatehouse.gateway.bridge;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Slice;
import io.gatehouse.seal.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What must be the same in all rounds of a call: a state opens for nothing else.
///
/// @param toolset under whose names it is called
/// @param caller who is answerable for it
/// @param server where it goes
/// @param call a digest of the method, of what it names, and of the arguments
public record RoundBinding(String toolset, String caller, String server, String call) {

    /// The binding of a request.
    public static RoundBinding of(String toolset, Caller caller, String server, Request request) {
        return new RoundBinding(toolset, caller.id().text(), server, digest(request));
    }

    /// Equal arguments count as the same call however they are spelled: a client may write them anew for its retry.
    private static String digest(Request request) {
        ObjectView params = request.params();
        StringBuilder text = new StringBuilder(256);
        text.append(Json.quote(request.method()));
        named(text, request.name());
        named(text, request.uri());
        Slice arguments = params == null ? null : params.get("arguments");
        if (arguments != null && !(arguments.length() == 2 && arguments.first() == '{')) {
            canonical(text, arguments);
        }
        byte[] digest = Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(digest);
    }

    private static void named(StringBuilder text, @Nullable String name) {
        text.append(' ').append(name == null ? "" : Json.quote(name)).append(' ');
    }

    /// Without white space, strings spelled in one way, and the members of objects in order.
    private static void canonical(StringBuilder text, Slice value) {
        try {
            switch (value.first()) {
                case '{' -> object(text, ObjectView.read(value));
                case '[' -> {
                    char before = '[';
                    for (Slice element : Json.elements(value)) {
                        text.append(before);
                        canonical(text, element);
                        before = ',';
                    }
                    text.append(before == '[' ? "[]" : "]");
                }
                case '"' -> text.append(Json.quote(Json.unquote(value)));
                default -> text.append(value.text());
            }
        } catch (MalformedJsonException duplicateKey) {
            text.append(value.text());
        }
    }

    private static void object(StringBuilder text, ObjectView object) {
        TreeMap<String, Slice> members = new TreeMap<>();
        for (int index = 0; index < object.size(); index++) {
            members.put(object.key(index), object.value(index));
        }
        text.append('{');
        members.forEach((key, member) -> {
            text.append(Json.quote(key)).append(':');
            canonical(text, member);
            text.append(',');
        });
        text.append('}');
    }
}
