package io.gatehouse.gateway.approval;

import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Slice;
import io.gatehouse.seal.Sha256;
import java.util.Locale;

/// A call as a person is shown it before agreeing: every argument that is sent, each on a line of its own, indented so
/// that no page takes it for markup. Also names that occur twice are shown, and escapes in strings are resolved first.
///
/// @param text lines that each end with a line break
/// @param complete whether everything is shown; nobody must be asked to agree to something else
public record CallText(String text, boolean complete) {
    private static final int FOLDED = 400;
    private static final int BEGINNING = 200;
    private static final int END = 100;
    private static final int MOST = 8_000;
    /// Longer arguments are not looked at, as that would take too long.
    private static final int MOST_READ = 256 << 10;

    /// With long values folded: their beginning, their end and their digest are shown.
    ///
    /// @param arguments a JSON text, or empty
    public static CallText folded(String server, String tool, String arguments) {
        return arguments.length() > MOST_READ
                ? new CallText("", false)
                : new Writer(arguments, FOLDED, MOST).write(server, tool);
    }

    /// With every value in full.
    ///
    /// @param arguments a JSON text, or empty
    public static CallText whole(String server, String tool, String arguments) {
        return new Writer(arguments, Integer.MAX_VALUE, Integer.MAX_VALUE).write(server, tool);
    }

    /// Walks over JSON that is well-formed.
    private static final class Writer {
        private static final String INDENT = "    ";

        private final StringBuilder out = new StringBuilder();
        private final String json;
        private final int longest;
        private final int most;

        Writer(String json, int longest, int most) {
            this.json = json;
            this.longest = longest;
            this.most = most;
        }

        CallText write(String server, String tool) {
            out.append(INDENT).append("server: ").append(SafeText.name(server)).append('\n');
            out.append(INDENT).append("tool: ").append(SafeText.name(tool)).append('\n');
            boolean complete = json.isEmpty() || arguments();
            return new CallText(out.toString(), complete);
        }

        private boolean arguments() {
            boolean object = json.stripLeading().startsWith("{");
            out.append(INDENT).append("arguments:").append(object ? "" : " ");
            int depth = 0;
            for (int at = 0; at < json.length() && out.length() <= most; ) {
                char c = json.charAt(at);
                int end = end(at);
                switch (c) {
                    case ' ', '\t', '\n', '\r' -> {}
                    case '"' -> string(Json.unquote(Slice.of(json.substring(at, end))));
                    case ':' -> out.append(": ");
                    case ',' -> out.append(object && depth == 1 ? "\n" + INDENT + "  " : ", ");
                    case '{', '[' -> out.append(object && ++depth == 1 ? "\n" + INDENT + "  " : String.valueOf(c));
                    case '}', ']' -> out.append(object && --depth == 0 ? "" : String.valueOf(c));
                    default -> literal(json.substring(at, end));
                }
                at = end;
            }
            if (out.toString().endsWith("arguments:\n" + INDENT + "  ")) {
                out.setLength(out.length() - INDENT.length() - 3);
                out.append(" {}");
            }
            out.append('\n');
            return out.length() <= most;
        }

        /// Where the token ends that begins here.
        private int end(int start) {
            int at = start;
            if (json.charAt(at) == '"') {
                at++;
                while (json.charAt(at) != '"') {
                    at += json.charAt(at) == '\\' ? 2 : 1;
                }
                return at + 1;
            }
            if ("{}[]:, \t\n\r".indexOf(json.charAt(at)) >= 0) {
                return at + 1;
            }
            while (at < json.length() && "{}[]:, \t\n\r\"".indexOf(json.charAt(at)) < 0) {
                at++;
            }
            return at;
        }

        private void string(String value) {
            if (value.length() <= longest) {
                out.append(SafeText.quoted(value));
                return;
            }
            int first = value.offsetByCodePoints(0, BEGINNING);
            int last = value.offsetByCodePoints(value.length(), -END);
            out.append(SafeText.quoted(value.substring(0, first)))
                    .append(folded(last - first, value))
                    .append(SafeText.quoted(value.substring(last)));
        }

        private void literal(String value) {
            if (value.length() <= longest) {
                out.append(SafeText.inner(value));
                return;
            }
            int last = value.length() - END;
            out.append(SafeText.inner(value.substring(0, BEGINNING)))
                    .append(folded(last - BEGINNING, value))
                    .append(SafeText.inner(value.substring(last)));
        }

        /// Stands outside of quotes, where no value can put it.
        private static String folded(int characters, String whole) {
            return String.format(
                    Locale.ROOT,
                    " ... (%,d characters not shown; SHA-256 of the whole value: %s) ... ",
                    characters,
                    Sha256.hex(whole));
        }
    }
}
