package io.gatehouse.identity.tokens;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Makes the caller of what a token says. Its names go into logs and headers, so they are bounded and have no control
/// characters.
///
/// @param all the claims as they were read
record Claims(Map<String, Object> all) {
    private static final int MOST = 256;
    private static final Pattern SCOPE =
            Pattern.compile("[A-Za-z0-9_-]{1,64}:(?:read|write|destroy|send|approve)|keys");
    private static final Pattern ROLE = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    /// The caller; null when the token does not say who it is, or not whose data it works with where it has to.
    ///
    /// @param wanted names of claims that decide about roles, or that rules read
    @Nullable
    Caller caller(Issuer issuer, Set<String> wanted) {
        String client = first("azp", "client_id");
        String subject = all.containsKey("sub") ? text("sub") : client;
        String tenant =
                issuer.claims().tenant().isEmpty() ? "" : text(issuer.claims().tenant());
        if (client == null || subject == null || subject.isEmpty() || tenant == null) {
            return null;
        }
        if (tenant.isEmpty() && !issuer.claims().tenant().isEmpty()) {
            return null;
        }
        String user = text(issuer.claims().user());
        return new Caller(
                new CallerId(CallerId.Kind.TOKEN, issuer.name(), subject, client, tenant),
                user == null ? "" : user,
                issuer.claims().roles().isEmpty()
                        ? Set.of()
                        : fitting(values(issuer.claims().roles()), ROLE),
                issuer.scoped() ? fitting(scopes(issuer.claims().scopes()), SCOPE) : Set.of(Caller.ANY_SCOPE),
                chosen(wanted),
                "",
                "");
    }

    private Map<String, Object> chosen(Set<String> wanted) {
        Map<String, Object> chosen = new HashMap<>();
        for (String name : wanted) {
            List<String> values = values(name);
            if (!values.isEmpty()) {
                chosen.put(name, values);
            }
        }
        return chosen;
    }

    private List<String> scopes(List<String> names) {
        return names.stream()
                .filter(name -> at(name) != null)
                .findFirst()
                .map(name -> values(name).stream()
                        .flatMap(text -> Stream.of(text.split(" ")))
                        .toList())
                .orElse(List.of());
    }

    private static Set<String> fitting(List<String> values, Pattern form) {
        return values.stream()
                .filter(value -> form.matcher(value).matches())
                .collect(Collectors.toCollection(HashSet::new));
    }

    /// The text of the first of two claims that is there; empty when neither is, null when it cannot be used.
    private @Nullable String first(String one, String other) {
        return all.containsKey(one) ? text(one) : text(other);
    }

    /// The text of a claim: empty without it, null when it is too long, has control characters or is no text.
    private @Nullable String text(String name) {
        Object value = at(name);
        if (value == null) {
            return "";
        }
        String text = value instanceof String || value instanceof Number ? value.toString() : null;
        return text == null || text.length() > MOST || text.chars().anyMatch(Claims::unsafe) ? null : text;
    }

    private static boolean unsafe(int character) {
        return Character.isISOControl(character)
                || Character.getType(character) == Character.FORMAT
                || Character.getType(character) == Character.LINE_SEPARATOR
                || Character.getType(character) == Character.PARAGRAPH_SEPARATOR
                || Character.isSurrogate((char) character);
    }

    /// The texts of a claim, of a list of them or of one: all of them, because a rule may deny by the last. The length
    /// of
    /// a token bounds them.
    private List<String> values(String name) {
        Object value = at(name);
        Stream<?> each = value instanceof Collection<?> several ? several.stream() : Stream.ofNullable(value);
        return each.filter(one -> one instanceof String || one instanceof Number || one instanceof Boolean)
                .map(Object::toString)
                .toList();
    }

    /// The value of a claim, or of a member of one, `realm_access.roles` say.
    private @Nullable Object at(String name) {
        if (all.containsKey(name)) {
            return all.get(name);
        }
        Object place = all;
        for (String part : name.split("\\.")) {
            place = place instanceof Map<?, ?> map ? map.get(part) : null;
        }
        return place;
    }
}
