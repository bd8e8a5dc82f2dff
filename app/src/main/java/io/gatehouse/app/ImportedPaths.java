package io.gatehouse.app;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Makes what a [ClientFile] says independent of where the file is.
///
/// @param base the folder that its paths start at
record ImportedPaths(Path base) {
    private static final Pattern PLACE = Pattern.compile("(?<!\\$)\\$\\{(workspaceFolder|workspaceFolderBasename)\\}");
    private static final Pattern FILE = Pattern.compile("(?<!\\$)\\$\\{file:\\s*([^/~}][^}]*)\\}");
    /// What does not start at the folder: an absolute path, one of the user's home, and one that a variable starts.
    private static final Pattern ABSOLUTE = Pattern.compile("[/~].*|\\$\\{.*", Pattern.DOTALL);

    /// The folder as a text in which `${` starts no variable.
    String folder() {
        return literal(base.toString());
    }

    /// A text with the folder in place of the variables that stand for it, and the files that it names by absolute
    /// paths.
    String text(String written) {
        String placed = PLACE.matcher(written)
                .replaceAll(place -> Matcher.quoteReplacement(
                        place.group(1).equals("workspaceFolder") ? folder() : literal(basename())));
        return FILE.matcher(placed)
                .replaceAll(file -> Matcher.quoteReplacement("${file:" + base.resolve(file.group(1)) + "}"));
    }

    /// An absolute path.
    String path(String written) {
        return ABSOLUTE.matcher(written).matches() ? written : absolute(written);
    }

    /// A program with an absolute path, or one that is looked up in PATH.
    String program(String written) {
        int end = written.indexOf(' ');
        String first = end < 0 ? written : written.substring(0, end);
        return first.contains("/") ? path(written) : written;
    }

    private String absolute(String written) {
        String plain = written.startsWith("./") ? written.substring(2) : written;
        return folder() + (plain.isEmpty() || plain.equals(".") ? "" : "/" + plain);
    }

    private String basename() {
        return base.getFileName() == null ? "" : base.getFileName().toString();
    }

    private static String literal(String text) {
        return text.replace("${", "$${");
    }
}
