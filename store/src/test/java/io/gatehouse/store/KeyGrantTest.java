package io.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyGrantTest {
    private static void refused(String message, String name, Set<String> roles) {
        assertThatThrownBy(() -> new KeyGrant("acme", name, roles, Set.of(), List.of(), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void textsThatCannotBeStoredAreRefused() {
        refused("The name of a key is empty.", "", Set.of());
        refused("The name of a key has 201 characters; at most 200 are allowed.", "x".repeat(201), Set.of());
        String control = "The name of a key has a control character or half of a surrogate pair. Remove it.";
        for (String text : List.of("a\0b", "a\nb", "\u001b[31m", "\ud83d", "\udd11", "a\u2028b")) {
            refused(control, text, Set.of());
        }
        refused("The role of a key is empty.", "build", Set.of(""));
        refused(
                "A key has 201 entries of the kind role; at most 200 are allowed.",
                "build",
                IntStream.range(0, 201).mapToObj(String::valueOf).collect(Collectors.toSet()));
    }
}
