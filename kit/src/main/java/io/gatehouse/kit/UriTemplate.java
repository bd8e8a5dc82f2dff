package io.gatehouse.kit;

import io.gatehouse.kit.UriPattern.Piece;
import io.gatehouse.protocol.ShortText;
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

    private final String text;
    private final UriPattern pattern;
    private final List<String> variables = new ArrayList<>();

    /// @throws IllegalArgumentException when the template holds any other expression, or is longer than
    ///     [UriPattern] allows
    public UriTemplate(String text) {
        this.text = text;
        List<Piece> pieces = new ArrayList<>();
        Matcher matcher = VARIABLE.matcher(text);
        int from = 0;
        while (matcher.find()) {
            pieces.add(literal(from, matcher.start()));
            pieces.add(new Piece.Wild(1, matcher.group(1).isEmpty() ? "/?#" : ""));
            variables.add(matcher.group(2));
            from = matcher.end();
        }
        pieces.add(literal(from, text.length()));
        if (text.length() > UriPattern.MAX_TEMPLATE || variables.size() > UriPattern.MAX_EXPRESSIONS) {
            throw new IllegalArgumentException("the template " + ShortText.of(text, 80)
                    + " has more than " + UriPattern.MAX_TEMPLATE + " characters or " + UriPattern.MAX_EXPRESSIONS
                    + " expressions");
        }
        this.pattern = new UriPattern(pieces);
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
        List<String> found = pattern.values(uri);
        if (found == null) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int index = 0; index < variables.size(); index++) {
            try {
                String plusKept = found.get(index).replace("+", "%2B");
                values.put(variables.get(index), URLDecoder.decode(plusKept, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException notEncoded) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
    }

    private Piece literal(int from, int to) {
        String literal = text.substring(from, to);
        if (literal.indexOf('{') >= 0 || literal.indexOf('}') >= 0) {
            throw new IllegalArgumentException(
                    "the template " + text + " may hold {name} and {+name}, no other expressions");
        }
        return new Piece.Literal(literal);
    }
}
