package io.gatehouse.app.config;

import io.gatehouse.upstream.settings.CallerVariable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A part of a text in which `${…}` stands for something else. `$${` stands for `${`. Braces pair, so that a
/// default may hold variables of its own.
public sealed interface TextPart {
    /// Characters that stand for themselves.
    record Plain(String text) implements TextPart {}

    /// `${file:PATH}`: what is in a file.
    record FromFile(String path) implements TextPart {}

    /// `${input:ID}`: what VS Code asks its user for.
    record Input(String id) implements TextPart {}

    /// `${workspaceFolder}` and other places.
    record Place(String name) implements TextPart {}

    /// `${NAME}`, `${env:NAME}` or either with `:-default`.
    ///
    /// @param standard the default as it is written, or null
    record Variable(String name, @Nullable String standard) implements TextPart {}

    /// `${caller.tenant}` and the like: what is known of the caller of a request, each time.
    ///
    /// @param variable what of it
    /// @param standard the default as it is written, or null
    /// @param written all of it
    record OfCaller(CallerVariable variable, @Nullable String standard, String written) implements TextPart {}

    /// `${…}` that is none of these: the expansion of a shell, say.
    ///
    /// @param written all of it
    /// @param kind what a client calls variables of this kind: `config` of `${config:x}`; null where it is none
    record Other(String written, @Nullable String kind) implements TextPart {}

    /// The parts of a text in their order.
    static List<TextPart> of(String text) {
        return new Reader(text).read();
    }

    /// A text in which `${` starts nothing, as it is written.
    static String literal(String text) {
        return text.replace("${", "$${");
    }

    /// Takes a text apart.
    final class Reader {
        private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
        private static final Pattern KIND = Pattern.compile("([A-Za-z][A-Za-z0-9_-]*):[A-Za-z_].*", Pattern.DOTALL);
        private static final Set<String> PLACES =
                Set.of("workspaceFolder", "workspaceFolderBasename", "userHome", "pathSeparator", "/");
        private static final String DEFAULT = ":-";
        private static final String ENV = "env:";
        private static final String FILE = "file:";
        private static final String INPUT = "input:";

        private final String text;
        private final List<TextPart> parts = new ArrayList<>();
        private final StringBuilder plain = new StringBuilder();
        /// Whether braces pair in what is left; else the first one closes.
        private boolean paired = true;

        private Reader(String text) {
            this.text = text;
        }

        private List<TextPart> read() {
            int at = 0;
            for (int start = text.indexOf("${"); start >= 0; start = text.indexOf("${", at)) {
                if (start > at && text.charAt(start - 1) == '$') {
                    plain.append(text, at, start - 1).append("${");
                    at = start + 2;
                    continue;
                }
                plain.append(text, at, start);
                int end = closing(start + 2);
                at = end < 0 ? text.length() : end + 1;
                flush();
                parts.add(
                        end < 0 ? new Other(text.substring(start), null) : expression(text.substring(start + 2, end)));
            }
            plain.append(text, at, text.length());
            flush();
            return parts;
        }

        private void flush() {
            if (!plain.isEmpty()) {
                parts.add(new Plain(plain.toString()));
                plain.setLength(0);
            }
        }

        /// Where the brace is that closes what begins at a place; -1 when there is none.
        private int closing(int from) {
            int open = 1;
            for (int at = from; paired && at < text.length(); at++) {
                if (text.charAt(at) == '{') {
                    open++;
                } else if (text.charAt(at) == '}' && --open == 0) {
                    return at;
                }
            }
            paired = false;
            return text.indexOf('}', from);
        }

        private static TextPart expression(String written) {
            if (written.startsWith(FILE)) {
                return new FromFile(written.substring(FILE.length()));
            }
            if (written.startsWith(INPUT)) {
                return new Input(written.substring(INPUT.length()));
            }
            if (PLACES.contains(written)) {
                return new Place(written);
            }
            String variable = written.startsWith(ENV) ? written.substring(ENV.length()) : written;
            int split = variable.indexOf(DEFAULT);
            String name = split < 0 ? variable : variable.substring(0, split);
            if (NAME.matcher(name).matches()) {
                return new Variable(name, split < 0 ? null : variable.substring(split + DEFAULT.length()));
            }
            CallerVariable caller = CallerVariable.of(name);
            if (caller != null) {
                String standard = split < 0 ? null : variable.substring(split + DEFAULT.length());
                return new OfCaller(caller, standard, "${" + written + "}");
            }
            Matcher kind = KIND.matcher(written);
            boolean known = written.startsWith(ENV) || !kind.matches();
            return new Other("${" + written + "}", known ? null : kind.group(1));
        }
    }
}
