package io.gatehouse.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Values that must not be shown, and how they are hidden in texts: as they are, line by line, and in the spellings
/// of URLs, JSON, base64 (within longer values too) and hexadecimal digits, whichever of their characters are
/// escaped. Values shorter than [#SHORTEST] stay, because hiding `true` or `8080` would only spoil texts. Passwords
/// in addresses are hidden whether they are known or not.
public final class Secrets {
    /// Nothing is known to be secret.
    public static final Secrets NONE = new Secrets(List.of());

    /// The length from which a value is hidden.
    static final int SHORTEST = 6;

    private static final String HIDDEN = "***";
    private static final int LONGEST = 8_192;
    private static final int BASE64_BYTES = 3;
    private static final int BASE64_BITS = 6;
    private static final String BASIC = "Basic ";
    private static final Pattern PASSWORD = Pattern.compile("(://[^/\\s:@\"']{0,256}:)[^/\\s@\"']{1,512}@");

    private final List<String> spellings;
    private final int longest;

    private Secrets(List<String> spellings) {
        this.spellings = spellings;
        this.longest =
                spellings.isEmpty() ? 0 : Math.min(LONGEST, spellings.getFirst().length());
    }

    /// Hides these values.
    public static Secrets of(Collection<String> values) {
        return NONE.with(values);
    }

    /// Hides these values too.
    public Secrets with(Collection<String> values) {
        Set<String> all = new LinkedHashSet<>(spellings);
        values.forEach(value -> spell(value, all));
        return all.size() == spellings.size()
                ? this
                : new Secrets(all.stream()
                        .sorted(Comparator.comparingInt(String::length)
                                .reversed()
                                .thenComparing(Comparator.naturalOrder()))
                        .toList());
    }

    /// The text without them.
    public String hide(String text) {
        String shown = plainly(text);
        shown = escaped(shown, Escapes.json(shown));
        shown = escaped(shown, Escapes.percent(shown));
        return shown.contains("://") ? PASSWORD.matcher(shown).replaceAll("$1" + HIDDEN + "@") : shown;
    }

    private String plainly(String text) {
        String shown = text;
        for (String spelling : spellings) {
            shown = shown.replace(spelling, HIDDEN);
        }
        return shown;
    }

    /// The text as it is unless a value shows when what needs no escape is written without.
    private String escaped(String text, String unescaped) {
        if (unescaped.equals(text)) {
            return text;
        }
        String shown = plainly(unescaped);
        return shown.equals(unescaped) ? text : shown;
    }

    /// How many characters before a cut a secret may begin that the cut would hide from [#hide(String)].
    public int longest() {
        return longest;
    }

    private static void spell(String value, Set<String> all) {
        String whole = value.strip();
        add(whole, all);
        if (whole.indexOf('\n') >= 0) {
            whole.lines().map(String::strip).forEach(line -> add(line, all));
        }
        int space = whole.indexOf(' ');
        if (space > 0 && whole.indexOf(' ', space + 1) < 0) {
            add(whole.substring(space + 1), all);
        }
        if (whole.regionMatches(true, 0, BASIC, 0, BASIC.length())) {
            basic(whole.substring(BASIC.length()), all);
        }
        int user = whole.indexOf("://");
        int at = user < 0 ? -1 : whole.indexOf('@', user);
        int colon = at < 0 ? -1 : whole.indexOf(':', user + 3);
        if (colon > 0 && colon < at) {
            add(whole.substring(colon + 1, at), all);
        }
    }

    private static void basic(String encoded, Set<String> all) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            add(pair, all);
            add(pair.substring(pair.indexOf(':') + 1), all);
        } catch (IllegalArgumentException notEncoded) {
            // What it is was added as it stands.
        }
    }

    private static void add(String value, Set<String> all) {
        if (value.length() < SHORTEST || value.length() > LONGEST) {
            return;
        }
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        all.add(value);
        base64(Base64.getEncoder().withoutPadding(), bytes, all);
        base64(Base64.getUrlEncoder().withoutPadding(), bytes, all);
        all.add(HexFormat.of().formatHex(bytes));
        all.add(HexFormat.of().withUpperCase().formatHex(bytes));
        String form = Escapes.form(bytes);
        String spaced = form.replace("+", "%20");
        all.add(form);
        all.add(spaced);
        all.add(Escapes.percent(spaced.replace("*", "%2A")));
        all.add(value.replace("\\", "\\\\").replace("\"", "\\\""));
    }

    /// The value alone, and the part that is always the same where other bytes stand before or after it, as in
    /// `user:value`: it depends on how many stand before, of which only the remainder of three counts.
    private static void base64(Base64.Encoder encoder, byte[] bytes, Set<String> all) {
        all.add(encoder.encodeToString(bytes));
        for (int before = 0; before < BASE64_BYTES; before++) {
            byte[] shifted = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, shifted, before, bytes.length);
            int from = (before * Byte.SIZE + BASE64_BITS - 1) / BASE64_BITS;
            int to = shifted.length * Byte.SIZE / BASE64_BITS;
            all.add(encoder.encodeToString(shifted).substring(from, to));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secrets that && spellings.equals(that.spellings);
    }

    @Override
    public int hashCode() {
        return spellings.hashCode();
    }

    /// Only how many there are.
    @Override
    public String toString() {
        return "Secrets[" + spellings.size() + "]";
    }
}
