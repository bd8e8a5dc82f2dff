package io.gatehouse.doors.messages;

import io.gatehouse.kit.EditDistance;
import io.gatehouse.models.ApiException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/// The paths of the API, and what else may be written for them.
final class ApiPath {
    static final String MESSAGES = "/v1/messages";
    static final String COUNT_TOKENS = "/v1/messages/count_tokens";
    static final String BATCHES = "/v1/messages/batches";
    static final String MODELS = "/v1/models";
    static final String HELLO = "/api/hello";

    private static final String ROOT = "/v1";
    /// Paths whose bodies are read here; whatever else a provider takes for one of them is another spelling.
    private static final Set<String> READ_HERE = Set.of(MESSAGES, COUNT_TOKENS, BATCHES);
    private static final int MOST_ENCODINGS = 16;
    private static final int MOST_SLIPS = 2;
    private static final int DELETE = 0x7f;

    private ApiPath() {}

    /// The path that a client means whose base URL ends in `/v1` or `/v1/messages`: SDKs append `/v1/…` to it.
    static String understood(String path) {
        String left = path;
        while (true) {
            if (left.startsWith(ROOT + ROOT + "/")) {
                left = left.substring(ROOT.length());
            } else if (left.startsWith(MESSAGES + ROOT + "/")) {
                left = left.substring(MESSAGES.length());
            } else if (left.equals(ROOT + HELLO) || left.equals(MESSAGES + HELLO)) {
                return HELLO;
            } else {
                return left;
            }
        }
    }

    /// A sentence, after a space, that names the served path that differs in a letter or two; empty when none does.
    static String suggestion(String path) {
        return Stream.of(MESSAGES, COUNT_TOKENS, BATCHES, MODELS)
                .filter(served -> Math.abs(served.length() - path.length()) <= MOST_SLIPS
                        && EditDistance.between(path, served) <= MOST_SLIPS)
                .findFirst()
                .map(served -> " Did you mean " + served + "?")
                .orElse("");
    }

    /// Whether a path is that of the list of models, or of one of them.
    static boolean models(String path) {
        return path.equals(MODELS) || path.startsWith(MODELS + "/");
    }

    /// Refuses what a provider may read as another path than the one that was looked at here.
    ///
    /// @param path as it came, still encoded
    /// @throws ApiException 404 that says how to write it
    static void check(String path) throws ApiException {
        String plain = plain(path);
        boolean slashes = models(path);
        for (String part : path.substring(1).split("/", -1)) {
            if (!clear(decoded(part), slashes)) {
                throw ApiException.notFound("The path is not served in this spelling: write it " + plain + ".");
            }
        }
        if (READ_HERE.contains(plain)) {
            throw ApiException.notFound("The path is not served in this spelling: write it " + plain + ".");
        }
    }

    /// Whether a part of a path, decoded once, means itself to every reader.
    ///
    /// @param slashes whether it may be several parts, as names of models are
    private static boolean clear(String part, boolean slashes) {
        for (int at = 0; at < part.length(); at++) {
            char c = part.charAt(at);
            if (c <= ' ' || c >= DELETE || "%;?#\\".indexOf(c) >= 0 || c == '/' && !slashes) {
                return false;
            }
        }
        for (String name : part.split("/", -1)) {
            if (name.isEmpty() || name.equals(".") || name.equals("..")) {
                return false;
            }
        }
        return true;
    }

    /// What of the provider's account a path is about: `files`, `skills`, and `batches` for those of messages.
    ///
    /// @param path that [#check] lets pass
    static String subject(String path) {
        String prefix = path.startsWith(MESSAGES + "/") ? MESSAGES : ROOT;
        String rest = path.length() > prefix.length() ? path.substring(prefix.length() + 1) : "";
        int end = rest.indexOf('/');
        return decoded(end < 0 ? rest : rest.substring(0, end));
    }

    /// A path as the most forgiving provider may read it.
    static String plain(String path) {
        String decoded = path;
        for (int round = 0; round < MOST_ENCODINGS && decoded.indexOf('%') >= 0; round++) {
            decoded = decoded(decoded);
        }
        int end = 0;
        while (end < decoded.length() && "?#".indexOf(decoded.charAt(end)) < 0) {
            end++;
        }
        Deque<String> parts = new ArrayDeque<>();
        for (String part : decoded.substring(0, end).split("[/\\\\]", -1)) {
            int parameters = part.indexOf(';');
            String name = (parameters < 0 ? part : part.substring(0, parameters)).strip();
            if (name.equals("..")) {
                parts.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                parts.add(name.toLowerCase(Locale.ROOT));
            }
        }
        return understood("/" + String.join("/", parts));
    }

    private static String decoded(String path) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(path.length());
        byte[] given = path.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < given.length; at++) {
            boolean code = given[at] == '%' && at + 2 < given.length;
            int high = code ? Character.digit(given[at + 1], 16) : -1;
            int low = code ? Character.digit(given[at + 2], 16) : -1;
            if (high >= 0 && low >= 0) {
                bytes.write(high << 4 | low);
                at += 2;
            } else {
                bytes.write(given[at]);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
