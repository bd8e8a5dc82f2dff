package io.gatehouse.gateway;

import java.util.regex.Pattern;

/// Tells whether a URI may come from a URI template (RFC 6570): literals must match, an expression stands for any text
/// without a slash, a reserved or path expression for any text at all.
final class TemplateMatcher {
    private static final int MAX_LENGTH = 2_048;

    private final Pattern pattern;
    private final int literals;

    TemplateMatcher(String template) {
        StringBuilder regex = new StringBuilder();
        int plain = 0;
        int at = 0;
        String bounded = template.length() > MAX_LENGTH ? template.substring(0, MAX_LENGTH) : template;
        while (at < bounded.length()) {
            int open = bounded.indexOf('{', at);
            int close = open < 0 ? -1 : bounded.indexOf('}', open);
            if (close < 0) {
                regex.append(Pattern.quote(bounded.substring(at)));
                plain += bounded.length() - at;
                break;
            }
            regex.append(Pattern.quote(bounded.substring(at, open)));
            plain += open - at;
            String expression = bounded.substring(open + 1, close);
            boolean any =
                    !expression.isEmpty() && "+#/?&;.".indexOf(expression.charAt(0)) >= 0 || expression.endsWith("*");
            // Possessive and lazy forms are not needed: no group nests, so matching stays polynomial and bounded.
            regex.append(any ? ".*" : "[^/]*");
            at = close + 1;
        }
        this.pattern = Pattern.compile(regex.toString(), Pattern.DOTALL);
        this.literals = plain;
    }

    boolean matches(String uri) {
        return uri.length() <= MAX_LENGTH && pattern.matcher(uri).matches();
    }

    /// How many characters must match literally: the more, the closer the match.
    int literals() {
        return literals;
    }
}
