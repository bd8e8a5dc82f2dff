package io.gatehouse.server;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A URI template of which only simple expansions (`{name}`) and reserved ones (`{+name}`) are understood.
public final class UriTemplate {
    private static final Pattern VARIABLE = Pattern.compile("\\{(\\+?)([A-Za-z0-9_]{1,64})}");
    private static final int MAX_URI = 8_192;

    private final String text;
    private final Pattern pattern;
    private final List<String> variables = new ArrayList<>();

    /// @throws IllegalArgumentException when the template holds any other expression
    public UriTemplate(String text) {
        this.text = text;
        StringBuilder expression = new StringBuilder();
        Matcher matcher = VARIABLE.matcher(text);
        int from = 0;
        while (matcher.find()) {
            expression.append(literal(from, matcher.start()));
            expression.append(matcher.group(1).isEmpty() ? "([^/?#]+)" : "(.+)");
            variables.add(matcher.group(2));
            from = matcher.end();
        }
        expression.append(literal(from, text.length()));
        this.pattern = Pattern.compile(expression.toString());
    }

    /// The template as it was written.
    public String text() {
        return text;
    }

    /// The names of its variables.
    public List<String> variables() {
        return List.copyOf(variables);
    }

    /// The values of the variables in a URI that follows the template, percent-decoded.
    public Optional<Map<String, String>> match(String uri) {
        if (uri.length() > MAX_URI) {
            return Optional.empty();
        }
        Matcher matcher = pattern.matcher(uri);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int group = 0; group < variables.size(); group++) {
            try {
                String plusKept = matcher.group(group + 1).replace("+", "%2B");
                values.put(variables.get(group), URLDecoder.decode(plusKept, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException notEncoded) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    private String literal(int from, int to) {
        String literal = text.substring(from, to);
        if (literal.indexOf('{') >= 0 || literal.indexOf('}') >= 0) {
            throw new IllegalArgumentException(
                    "the template " + text + " may hold {name} and {+name}, no other expressions");
        }
        return Pattern.quote(literal);
    }
}
