package io.gatehouse.server;

import io.gatehouse.protocol.HeaderParameter;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Slice;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Whether `Mcp-Param-*` headers match the arguments that they mirror (2026-07-28, custom headers).
final class MirroredArguments {
    private static final int MAX_NUMBER_LENGTH = 64;

    private MirroredArguments() {}

    /// How they differ, or null when they do not.
    static @Nullable String mismatch(List<HeaderParameter> parameters, Request request, Map<String, String> headers) {
        for (HeaderParameter parameter : parameters) {
            String name = "Mcp-Param-" + parameter.header();
            String header = headers.get(name.toLowerCase(Locale.ROOT));
            Slice argument = argument(request, parameter.path());
            String path = "arguments." + String.join(".", parameter.path());
            if (argument == null || argument.first() == 'n') {
                if (header != null) {
                    return "the header " + name + " is there, but " + path + " is not";
                }
                continue;
            }
            if (argument.first() == '{' || argument.first() == '[') {
                continue;
            }
            if (header == null) {
                return "the header " + name + " is missing; it mirrors " + path;
            }
            String decoded = HeaderValue.decode(header);
            if (decoded == null) {
                return "the header " + name + " is neither plain ASCII nor well-formed =?base64?…?=";
            }
            if (!same(decoded, argument)) {
                return "the header " + name + " differs from " + path;
            }
        }
        return null;
    }

    private static boolean same(String header, Slice argument) {
        if (argument.first() == '"') {
            return header.equals(Json.unquote(argument));
        }
        String text = argument.text();
        return header.equals(text) || argument.first() != 't' && argument.first() != 'f' && sameNumber(header, text);
    }

    private static boolean sameNumber(String header, String text) {
        if (header.length() > MAX_NUMBER_LENGTH || text.length() > MAX_NUMBER_LENGTH) {
            return false;
        }
        try {
            return new BigDecimal(header).compareTo(new BigDecimal(text)) == 0;
        } catch (NumberFormatException noNumber) {
            return false;
        }
    }

    private static @Nullable Slice argument(Request request, List<String> path) {
        Slice value = request.params() == null ? null : request.params().get("arguments");
        for (String key : path) {
            if (value == null || value.first() != '{') {
                return null;
            }
            try {
                value = ObjectView.read(value).get(key);
            } catch (MalformedJsonException ambiguous) {
                return null;
            }
        }
        return value;
    }
}
