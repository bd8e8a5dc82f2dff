package io.gatehouse.app.config;

import java.nio.file.Path;
import java.util.regex.Pattern;

/// Makes what a [ClientFile] says independent of where the file is, and of the client.
///
/// @param base the folder that its paths start at
/// @param inputs what the client asks its user for; variables take their place
record ImportedPaths(Path base, ClientInputs inputs) {
    /// What does not start at the folder: an absolute path, one of the user's home, and one that a variable starts.
    private static final Pattern ABSOLUTE = Pattern.compile("[/~].*|\\$\\{.*", Pattern.DOTALL);

    /// The folder as a text in which `${` starts no variable.
    String folder() {
        return TextPart.literal(base.toString());
    }

    /// A text as `gatehouse.yaml` has it: the folder in place of the variables that stand for it, files by absolute
    /// paths, variables in place of inputs, and what is no variable as characters.
    String text(String written) {
        StringBuilder out = new StringBuilder();
        for (TextPart part : TextPart.of(written)) {
            out.append(
                    switch (part) {
                        case TextPart.Plain plain -> TextPart.literal(plain.text());
                        case TextPart.FromFile file ->
                            "${file:" + file(file.path().strip()) + "}";
                        case TextPart.Input input -> variable(input.id());
                        case TextPart.Place place -> place(place.name());
                        case TextPart.Variable variable -> variable(variable);
                        case TextPart.OfCaller caller -> TextPart.literal(caller.written());
                        case TextPart.Other other -> TextPart.literal(other.written());
                    });
        }
        return out.toString();
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

    private String file(String path) {
        return path.startsWith("/") || path.startsWith("~") ? path : base + "/" + path;
    }

    private String variable(TextPart.Variable variable) {
        String standard = variable.standard();
        return "${" + variable.name() + (standard == null ? "" : ":-" + text(standard)) + "}";
    }

    private String variable(String input) {
        String standard = inputs.standard(input);
        return "${" + ClientInputs.variable(input) + (standard == null ? "" : ":-" + TextPart.literal(standard)) + "}";
    }

    private String place(String name) {
        return switch (name) {
            case "workspaceFolder" -> folder();
            case "workspaceFolderBasename" ->
                base.getFileName() == null
                        ? ""
                        : TextPart.literal(base.getFileName().toString());
            default -> "${" + name + "}";
        };
    }

    private String absolute(String written) {
        String plain = written.startsWith("./") ? written.substring(2) : written;
        return folder() + (plain.isEmpty() || plain.equals(".") ? "" : "/" + plain);
    }
}
