package io.gatehouse.protocol;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// Keys that some parsers take for one of the protocol's own names. Go's `encoding/json` ignores case, as Unicode folds
/// it, others end a key at its first NUL, and with both the last such key counts: a server would then run another tool
/// than the one that was checked here.
public final class OtherSpellings {
    private static final String[] ENVELOPE = {"jsonrpc", "id", "method", "params"};
    private static final String[] PARAMS = {
        "name", "arguments", "uri", "ref", "_meta", "requestId", "requestState", "inputResponses", "taskId"
    };
    private static final String[] META = {
        Meta.PROGRESS_TOKEN,
        Meta.PROTOCOL_VERSION,
        Meta.CLIENT_CAPABILITIES,
        Meta.CLIENT_INFO,
        Meta.LOG_LEVEL,
        Meta.SUBSCRIPTION_ID
    };

    private OtherSpellings() {}

    /// What is wrong with a request or notification that holds such a key, or null.
    static @Nullable String complaint(ObjectView envelope, @Nullable ObjectView params) {
        String complaint = complaint("a message", envelope, ENVELOPE);
        if (complaint == null && params != null) {
            complaint = complaint("\"params\"", params, PARAMS);
            ObjectView meta = complaint == null ? params.object("_meta") : null;
            if (meta != null) {
                complaint = complaint("\"params._meta\"", meta, META);
            }
        }
        return complaint;
    }

    /// Whether a key is another spelling of one of these names, and none of them.
    public static boolean has(String key, Collection<String> names) {
        return otherSpelling(key, names.toArray(String[]::new)) != null;
    }

    /// What all spellings of a key have in common.
    public static String folded(String key) {
        int end = key.indexOf('\0');
        String read = end < 0 ? key : key.substring(0, end);
        for (int at = 0; at < read.length(); at++) {
            char character = read.charAt(at);
            if (character >= 128 || character >= 'A' && character <= 'Z') {
                return read.chars()
                        .map(each -> Character.toLowerCase(Character.toUpperCase((char) each)))
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            }
        }
        return read;
    }

    private static @Nullable String complaint(String where, ObjectView object, String[] names) {
        for (int member = 0; member < object.size(); member++) {
            String other = otherSpelling(object.key(member), names);
            if (other != null) {
                return where + " must not hold another spelling of \"" + other + "\"";
            }
        }
        return null;
    }

    /// The name that a key is another spelling of, or null. On every call's way: most keys are one of the names, or
    /// have the length of none.
    private static @Nullable String otherSpelling(String key, String[] names) {
        for (String name : names) {
            if (key.equals(name)) {
                return null;
            }
        }
        int nul = key.indexOf('\0');
        int end = nul < 0 ? key.length() : nul;
        for (String name : names) {
            if (end == name.length() && key.regionMatches(true, 0, name, 0, end)) {
                return name;
            }
        }
        return null;
    }
}
