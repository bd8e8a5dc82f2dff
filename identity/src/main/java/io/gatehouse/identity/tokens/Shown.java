package io.gatehouse.identity.tokens;

import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.ShortText;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Names of others as operators read them: few, short, and without what could forge a line.
final class Shown {
    private static final int MOST = 5;
    private static final int MOST_LENGTH = 100;

    private Shown() {}

    /// The first of some names, quoted; `nothing` where there are none.
    static String names(Set<String> names) {
        if (names.isEmpty()) {
            return "nothing";
        }
        String shown =
                new TreeSet<>(names).stream().limit(MOST).map(Shown::name).collect(Collectors.joining(", "));
        return names.size() > MOST ? shown + " and " + (names.size() - MOST) + " more" : shown;
    }

    private static String name(String name) {
        return Json.quote(ShortText.of(name, MOST_LENGTH).replaceAll("[^\\x20-\\x7e…]", "?"));
    }
}
