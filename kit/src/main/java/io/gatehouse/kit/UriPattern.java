package io.gatehouse.kit;

import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A sequence of literals and wildcards that URIs are matched against. Templates come from servers and URIs from
/// callers, so matching never tries again: each piece is looked at once for every character of the URI.
public final class UriPattern {
    /// The longest URI that can match, in characters.
    public static final int MAX_URI = 8_192;
    /// The longest template that is matched, in characters.
    public static final int MAX_TEMPLATE = 2_048;
    /// The most expressions of a template that is matched.
    public static final int MAX_EXPRESSIONS = 32;

    private final List<Piece> pieces;

    /// One part of a pattern.
    public sealed interface Piece {
        /// Stands for itself.
        record Literal(String text) implements Piece {}

        /// Stands for any text without certain characters.
        ///
        /// @param least how many characters it stands for at least, 0 or 1
        /// @param without the characters that it does not stand for
        record Wild(int least, String without) implements Piece {}
    }

    public UriPattern(List<Piece> pieces) {
        this.pieces = List.copyOf(pieces);
    }

    /// How much work a match is at most, in units of a few nanoseconds.
    public long work(String uri) {
        return (long) (pieces.size() + 1) * (uri.length() + 1);
    }

    /// Whether the URI begins and ends as it must: false for most URIs, at little cost.
    public boolean mayMatch(String uri) {
        return uri.length() <= MAX_URI
                && !(!pieces.isEmpty()
                        && pieces.getFirst() instanceof Piece.Literal first
                        && !uri.startsWith(first.text()))
                && !(!pieces.isEmpty() && pieces.getLast() instanceof Piece.Literal last && !uri.endsWith(last.text()));
    }

    /// Whether the whole URI matches.
    public boolean matches(String uri) {
        return suffixes(uri) != null;
    }

    /// The texts that the wildcards stand for when the whole URI matches, each as long as possible from left to right;
    /// else null.
    public @Nullable List<String> values(String uri) {
        BitSet[] suffixes = suffixes(uri);
        if (suffixes == null) {
            return null;
        }
        List<String> values = new java.util.ArrayList<>();
        int at = 0;
        for (int index = 0; index < pieces.size(); index++) {
            switch (pieces.get(index)) {
                case Piece.Literal literal -> at += literal.text().length();
                case Piece.Wild wild -> {
                    int end = suffixes[index + 1].previousSetBit(stop(uri, at, wild));
                    values.add(uri.substring(at, end));
                    at = end;
                }
            }
        }
        return values;
    }

    /// For each piece the places from which it and those after it match to the end; null when the whole does not.
    private BitSet @Nullable [] suffixes(String uri) {
        if (!mayMatch(uri)) {
            return null;
        }
        BitSet[] suffixes = new BitSet[pieces.size() + 1];
        BitSet after = new BitSet(uri.length() + 1);
        after.set(uri.length());
        suffixes[pieces.size()] = after;
        for (int index = pieces.size() - 1; index >= 0; index--) {
            after = switch (pieces.get(index)) {
                case Piece.Literal literal -> before(uri, literal.text(), after);
                case Piece.Wild wild -> before(uri, wild, after);
            };
            if (after.isEmpty()) {
                return null;
            }
            suffixes[index] = after;
        }
        return after.get(0) ? suffixes : null;
    }

    /// Where the literal stands in front of one of the places, found as Knuth, Morris and Pratt do.
    private static BitSet before(String uri, String literal, BitSet places) {
        BitSet found = new BitSet(uri.length() + 1);
        if (literal.isEmpty()) {
            return places;
        }
        int[] borders = borders(literal);
        int matched = 0;
        for (int at = 0; at < uri.length(); at++) {
            while (matched > 0 && (matched == literal.length() || literal.charAt(matched) != uri.charAt(at))) {
                matched = borders[matched - 1];
            }
            if (literal.charAt(matched) == uri.charAt(at)) {
                matched++;
            }
            if (matched == literal.length() && places.get(at + 1)) {
                found.set(at + 1 - matched);
            }
        }
        return found;
    }

    /// For each beginning of a text the length of the longest shorter one that also ends it.
    private static int[] borders(String text) {
        int[] borders = new int[text.length()];
        int length = 0;
        for (int at = 1; at < text.length(); at++) {
            while (length > 0 && text.charAt(length) != text.charAt(at)) {
                length = borders[length - 1];
            }
            if (text.charAt(length) == text.charAt(at)) {
                length++;
            }
            borders[at] = length;
        }
        return borders;
    }

    /// Where the wildcard may begin to end at one of the places.
    private static BitSet before(String uri, Piece.Wild wild, BitSet places) {
        BitSet found = new BitSet(uri.length() + 1);
        int nearest = -1;
        for (int at = uri.length(); at >= 0; at--) {
            if (at < uri.length() && wild.without().indexOf(uri.charAt(at)) >= 0) {
                nearest = -1;
            }
            if (wild.least() == 0 && places.get(at)) {
                nearest = at;
            }
            if (nearest >= 0) {
                found.set(at);
            }
            if (places.get(at)) {
                nearest = at;
            }
        }
        return found;
    }

    private static int stop(String uri, int from, Piece.Wild wild) {
        int at = from;
        while (at < uri.length() && wild.without().indexOf(uri.charAt(at)) < 0) {
            at++;
        }
        return at;
    }
}
