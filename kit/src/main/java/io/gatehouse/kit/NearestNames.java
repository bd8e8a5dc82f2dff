package io.gatehouse.kit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// Finds the names that a mistaken one may have meant. Names come from servers, the mistaken one from a caller, so only
/// as many are compared as a millisecond or two allows.
public final class NearestNames {
    private static final int SHOWN = 3;
    private static final int MAX_LENGTH = 128;
    /// Pairs of letters that are compared at most.
    private static final int MAX_WORK = 1 << 20;

    private NearestNames() {}

    /// A name and how many letters differ.
    private record Near(String name, int distance) {}

    /// `; did you mean a, b or c?`, or nothing when no name is near.
    public static String hint(String mistaken, Collection<String> names) {
        if (mistaken.length() > MAX_LENGTH) {
            return "";
        }
        String wanted = mistaken.toLowerCase(Locale.ROOT);
        int most = Math.max(2, wanted.length() / 3);
        int work = 0;
        List<Near> near = new ArrayList<>();
        for (String name : names) {
            if (work > MAX_WORK) {
                break;
            }
            work++;
            if (name.length() > MAX_LENGTH) {
                continue;
            }
            String other = name.toLowerCase(Locale.ROOT);
            boolean inside = !wanted.isEmpty() && other.contains(wanted);
            work += other.length();
            if (inside || Math.abs(other.length() - wanted.length()) <= most) {
                int distance = EditDistance.between(wanted, other);
                work += wanted.length() * other.length();
                if (inside || distance <= most) {
                    near.add(new Near(name, distance));
                }
            }
        }
        return near.isEmpty()
                ? ""
                : near.stream()
                        .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::name))
                        .limit(SHOWN)
                        .map(Near::name)
                        .collect(Collectors.joining(", ", "; did you mean ", "?"));
    }
}
