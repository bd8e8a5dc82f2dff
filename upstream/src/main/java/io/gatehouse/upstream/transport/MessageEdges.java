package io.gatehouse.upstream.transport;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the beginning and the end of a message tell that could not be read whole. Members of the envelope stand at one
/// of its edges, in whatever order.
///
/// @param beginning of the message
/// @param ending of the message; empty where it is not known
record MessageEdges(String beginning, String ending) {
    private static final String VERSION = "\"jsonrpc\"\\s*:\\s*\"2\\.0\"";
    private static final String ID = "\"id\"\\s*:\\s*\"?(\\d{1,18})\"?";
    private static final String OTHERS = "(?:\"(?:jsonrpc|id)\"\\s*:\\s*(?:\"[^\"]{0,200}\"|-?[\\d.]{1,30})\\s*";
    private static final Pattern FIRST_ID = Pattern.compile("^\\s*\\{(?:\\s*" + VERSION + "\\s*,)?\\s*" + ID + "\\s*,");
    private static final Pattern LAST_ID =
            Pattern.compile("[,{]\\s*" + ID + "\\s*(?:,\\s*" + VERSION + "\\s*)?\\}\\s*$");
    private static final Pattern FIRST_METHOD = Pattern.compile("^\\s*\\{\\s*" + OTHERS + ",\\s*){0,2}\"method\"\\s*:");
    private static final Pattern LAST_METHOD =
            Pattern.compile("[,{]\\s*\"method\"\\s*:\\s*\"[^\"]{0,200}\"\\s*(?:,\\s*" + OTHERS + ")){0,2}\\}\\s*$");

    /// Whether it is a request or a notification.
    boolean asksOrTells() {
        return FIRST_METHOD.matcher(beginning).find()
                || LAST_METHOD.matcher(ending).find();
    }

    /// The id of the request that it answers, digits; null where the edges do not show it.
    @Nullable
    String id() {
        Matcher first = FIRST_ID.matcher(beginning);
        if (first.find()) {
            return first.group(1);
        }
        Matcher last = LAST_ID.matcher(ending);
        return last.find() ? last.group(1) : null;
    }
}
