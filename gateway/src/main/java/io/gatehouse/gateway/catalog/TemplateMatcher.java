package io.gatehouse.gateway.catalog;

import io.gatehouse.kit.UriPattern;
import io.gatehouse.kit.UriPattern.Piece;
import java.util.ArrayList;
import java.util.List;

/// Tells whether a URI may come from a URI template (RFC 6570): literals must match, an expression stands for any text
/// without a slash, a reserved or path expression for any text at all. A template past the bounds of [UriPattern]
/// matches nothing.
final class TemplateMatcher {
    private static final Piece ANY = new Piece.Wild(0, "");
    private static final Piece SEGMENT = new Piece.Wild(0, "/");

    private final UriPattern pattern;
    private final boolean usable;
    private final int literals;

    TemplateMatcher(String template) {
        List<Piece> pieces = new ArrayList<>();
        int plain = 0;
        int expressions = 0;
        int at = 0;
        boolean fits = template.length() <= UriPattern.MAX_TEMPLATE;
        while (fits && at < template.length()) {
            int open = template.indexOf('{', at);
            int close = open < 0 ? -1 : template.indexOf('}', open);
            int end = close < 0 ? template.length() : open;
            if (end > at) {
                pieces.add(new Piece.Literal(template.substring(at, end)));
                plain += end - at;
            }
            if (close >= 0) {
                pieces.add(expression(template.substring(open + 1, close)));
                fits = ++expressions <= UriPattern.MAX_EXPRESSIONS;
            }
            at = close < 0 ? template.length() : close + 1;
        }
        this.pattern = new UriPattern(pieces);
        this.usable = fits;
        this.literals = plain;
    }

    private static Piece expression(String inside) {
        boolean any = !inside.isEmpty() && "+#/?&;.".indexOf(inside.charAt(0)) >= 0 || inside.endsWith("*");
        return any ? ANY : SEGMENT;
    }

    boolean matches(String uri) {
        return usable && pattern.matches(uri);
    }

    /// Whether the ends of the URI are those of the template: false for most, at little cost.
    boolean mayMatch(String uri) {
        return usable && pattern.mayMatch(uri);
    }

    /// How much work a match is at most; see [UriPattern#work].
    long work(String uri) {
        return pattern.work(uri);
    }

    /// How many characters must match literally: the more, the closer the match.
    int literals() {
        return literals;
    }
}
