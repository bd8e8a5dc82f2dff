package io.gatehouse.app.config;

import java.util.LinkedHashMap;
import java.util.Map;

/// A file of variables, as `.env` files are: `NAME=value` in each line, perhaps after `export`. Lines that are empty or
/// begin with `#` say nothing; quotes around a value are not part of it.
public final class EnvironmentFile {
    private EnvironmentFile() {}

    /// The variables in the text, in its order; lines that are none are passed over.
    public static Map<String, String> variables(String text) {
        Map<String, String> all = new LinkedHashMap<>();
        for (String written : text.split("\n", -1)) {
            String line = written.strip();
            if (line.startsWith("export ")) {
                line = line.substring(7).strip();
            }
            int split = line.indexOf('=');
            if (split > 0 && !line.startsWith("#")) {
                all.put(
                        line.substring(0, split).strip(),
                        value(line.substring(split + 1).strip()));
            }
        }
        return all;
    }

    private static String value(String written) {
        char first = written.isEmpty() ? ' ' : written.charAt(0);
        int end = first == '"' || first == '\'' ? written.indexOf(first, 1) : -1;
        if (end > 0) {
            String inner = written.substring(1, end);
            return first == '"' ? inner.replace("\\n", "\n") : inner;
        }
        int comment = written.indexOf(" #");
        return comment < 0 ? written : written.substring(0, comment).strip();
    }
}
