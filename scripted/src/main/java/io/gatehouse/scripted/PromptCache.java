package io.gatehouse.scripted;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Remembers prompts by the hashes of their beginnings, as a provider's cache does, so that a test
/// sees whether a request repeats the one before byte for byte. Nothing expires; beyond a bound the
/// oldest is forgotten. A mark finds what was kept up to 20 pieces before it.
final class PromptCache {
    private static final int LOOK_BACK = 20;

    private final Map<String, Boolean> kept;

    PromptCache(int bound) {
        kept = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                return size() > bound;
            }
        };
    }

    /// What a prompt costs, in tokens.
    ///
    /// @param input read anew and not kept
    /// @param read found in the cache
    /// @param created5m read anew and kept for 5 minutes
    /// @param created1h read anew and kept for an hour
    record Counts(int input, int read, int created5m, int created1h) {
        int total() {
            return input + read + created5m + created1h;
        }
    }

    private record Prefix(String hash, int tokens, boolean marked, boolean hour) {}

    /// Counts a prompt and keeps it up to its marks.
    ///
    /// @param owner whose cache it is: keys and models share nothing
    synchronized Counts count(JsonNode body, String owner) {
        List<Prefix> prefixes = prefixes(body, owner);
        int read = 0;
        int short5m = 0;
        int hour = 0;
        for (int at = 0; at < prefixes.size(); at++) {
            Prefix prefix = prefixes.get(at);
            if (prefix.marked()) {
                for (int back = at; back >= Math.max(0, at - LOOK_BACK); back--) {
                    read = Math.max(
                            read,
                            kept.containsKey(prefixes.get(back).hash())
                                    ? prefixes.get(back).tokens()
                                    : 0);
                }
                hour = prefix.hour() ? prefix.tokens() : hour;
                short5m = prefix.tokens();
            }
        }
        prefixes.stream().filter(Prefix::marked).forEach(prefix -> kept.put(prefix.hash(), true));
        int total = prefixes.isEmpty() ? 0 : prefixes.getLast().tokens();
        int created1h = Math.max(0, hour - read);
        int created5m = Math.max(0, short5m - Math.max(read, hour));
        return new Counts(total - read - created1h - created5m, read, created5m, created1h);
    }

    /// Counts without keeping anything.
    static int tokens(JsonNode body) {
        List<Prefix> prefixes = prefixes(body, "");
        return prefixes.isEmpty() ? 0 : prefixes.getLast().tokens();
    }

    private static List<Prefix> prefixes(JsonNode body, String owner) {
        MessageDigest digest = sha256();
        digest.update((owner + "\n").getBytes(StandardCharsets.UTF_8));
        List<Prefix> prefixes = new ArrayList<>();
        long bytes = 0;
        for (PromptPart part : PromptPart.of(body)) {
            byte[] content = part.content().getBytes(StandardCharsets.UTF_8);
            digest.update(content);
            digest.update((byte) '\n');
            bytes += content.length;
            boolean hour = "1h".equals(part.ttl());
            prefixes.add(new Prefix(copied(digest), Tokens.of(bytes), part.ttl() != null, hour));
        }
        return prefixes;
    }

    private static String copied(MessageDigest digest) {
        try {
            return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
        } catch (CloneNotSupportedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every Java has SHA-256", missing);
        }
    }
}
