package io.gatehouse.app.cli;

import io.gatehouse.protocol.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Writes maps, lists and texts as YAML that a person would write: blocks for maps, lists in one line.
public final class YamlWriter {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z_./][A-Za-z0-9_./@-]*|[0-9]+(ms|s|m|h|d)");
    private static final Set<String> NOT_TEXTS =
            Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n", ".inf", ".nan", "~");

    /// Characters that JSON has as they are and YAML does not.
    private static final Pattern UNPRINTABLE = Pattern.compile("[\\x7f-\\x9f\\u2028\\u2029\\ufeff\\ufffe\\uffff]");

    private YamlWriter() {}

    private static String escaped(MatchResult character) {
        return String.format("\\\\u%04x", (int) character.group().charAt(0));
    }

    /// The document, with a line break at the end.
    public static String write(Map<String, Object> document) {
        StringBuilder out = new StringBuilder();
        members(document, "", out);
        return out.toString();
    }

    private static void members(Map<?, ?> map, String indent, StringBuilder out) {
        map.forEach((key, value) -> {
            out.append(indent).append(text(String.valueOf(key))).append(':');
            if (value instanceof Map<?, ?> inner && !inner.isEmpty()) {
                out.append('\n');
                members(inner, indent + "  ", out);
            } else {
                out.append(' ').append(inline(value)).append('\n');
            }
        });
    }

    private static String inline(Object value) {
        return switch (value) {
            case Map<?, ?> map -> map.isEmpty() ? "{}" : flow(map);
            case List<?> list ->
                list.stream().map(YamlWriter::inline).collect(java.util.stream.Collectors.joining(", ", "[", "]"));
            case Boolean flag -> flag.toString();
            default -> text(value.toString());
        };
    }

    private static String flow(Map<?, ?> map) {
        return map.entrySet().stream()
                .map(entry -> text(String.valueOf(entry.getKey())) + ": " + inline(entry.getValue()))
                .collect(java.util.stream.Collectors.joining(", ", "{", "}"));
    }

    private static String text(String value) {
        boolean plain = PLAIN.matcher(value).matches() && !NOT_TEXTS.contains(value.toLowerCase(java.util.Locale.ROOT));
        return plain ? value : UNPRINTABLE.matcher(Json.quote(value)).replaceAll(YamlWriter::escaped);
    }
}
