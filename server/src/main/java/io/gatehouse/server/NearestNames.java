package io.gatehouse.server;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Finds the names that a mistaken one may have meant.
public final class NearestNames {
    private static final int SHOWN = 3;
    private static final int MAX_LENGTH = 128;

    private NearestNames() {}

    /// `; did you mean a, b or c?`, or nothing when no name is near.
    public static String hint(String mistaken, Collection<String> names) {
        String wanted = mistaken.toLowerCase(Locale.ROOT);
        if (wanted.length() > MAX_LENGTH) {
            return "";
        }
        List<String> near = names.stream()
                .filter(name -> name.length() <= MAX_LENGTH)
                .filter(name -> distance(wanted, name) <= Math.max(2, wanted.length() / 3)
                        || !wanted.isEmpty() && name.toLowerCase(Locale.ROOT).contains(wanted))
                .sorted(Comparator.comparingInt((String name) -> distance(wanted, name))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(SHOWN)
                .toList();
        return near.isEmpty() ? "" : near.stream().collect(Collectors.joining(", ", "; did you mean ", "?"));
    }

    /// Levenshtein's distance, letters of either case alike.
    private static int distance(String wanted, String name) {
        String other = name.toLowerCase(Locale.ROOT);
        int[] previous = new int[other.length() + 1];
        int[] current = new int[other.length() + 1];
        for (int column = 0; column < previous.length; column++) {
            previous[column] = column;
        }
        for (int row = 1; row <= wanted.length(); row++) {
            current[0] = row;
            for (int column = 1; column <= other.length(); column++) {
                int replaced = previous[column - 1] + (wanted.charAt(row - 1) == other.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(replaced, Math.min(previous[column], current[column - 1]) + 1);
            }
            int[] swap = previous;
            previous = current;
            current = swap;
        }
        return previous[other.length()];
    }
}
