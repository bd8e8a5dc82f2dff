package io.gatehouse.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Expands what stands in `${…}` in the texts of a document: a variable (`${VAR}`, `${env:VAR}`, either with
/// `:-default`), a file (`${file:PATH}`), a place (`${workspaceFolder}`) or an input of VS Code (`${input:ID}`). `$${`
/// stands for `${`. Braces pair, so that a default may hold variables of its own. An empty variable counts as unset
/// where there is a default, as in a shell. Values that came in are not expanded again.
final class Variables {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final String DEFAULT = ":-";
    private static final String ENV = "env:";
    private static final String FILE = "file:";
    private static final String INPUT = "input:";
    /// How deeply defaults may be nested.
    private static final int MOST_NESTED = 16;

    private final Environment environment;
    private final SecretFiles files;
    private final ClientInputs inputs;
    private final Problems problems;
    private final List<String> inserted = new ArrayList<>();

    /// What a variable is set to.
    @FunctionalInterface
    interface Environment {
        /// The value, or null when the variable is not set.
        @Nullable
        String get(String name);
    }

    /// For a file of our own.
    Variables(Environment environment, Problems problems) {
        this(environment, new SecretFiles(null, problems), ClientInputs.NONE, problems);
    }

    /// @param files what `${file:PATH}` reads
    /// @param inputs what `${input:ID}` stands for
    Variables(Environment environment, SecretFiles files, ClientInputs inputs, Problems problems) {
        this.environment = environment;
        this.files = files;
        this.inputs = inputs;
        this.problems = problems;
    }

    /// What variables, files and inputs have stood for so far: it may be secret.
    List<String> inserted() {
        return inserted;
    }

    /// The same document with every text expanded; what is unset is noted as an error.
    Node expand(Node node, String path) {
        return switch (node) {
            case Node.Scalar scalar -> scalar(scalar, path);
            case Node.Sequence sequence -> {
                List<Node> items = new ArrayList<>();
                for (Node item : sequence.items()) {
                    items.add(expand(item, path + "[" + items.size() + "]"));
                }
                yield new Node.Sequence(sequence.position(), items);
            }
            case Node.Mapping mapping -> mapping(mapping, path);
        };
    }

    /// Notes an error when a file lies where `${file:PATH}` may not read either.
    void confine(Node.Scalar file, String path) {
        files.confine(file.value(), file.position(), path);
    }

    private Node mapping(Node.Mapping mapping, String path) {
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        mapping.entries()
                .forEach((key, entry) -> entries.put(
                        key, new Node.Entry(entry.position(), expand(entry.value(), Shown.member(path, key)))));
        return new Node.Mapping(mapping.position(), entries);
    }

    private Node scalar(Node.Scalar scalar, String path) {
        if (scalar.type() != Node.Scalar.Type.TEXT || !scalar.written().contains("${")) {
            return scalar;
        }
        Expansion expansion = new Expansion(scalar, path);
        String value = expansion.of(scalar.written(), 0);
        List<String> secrets = List.copyOf(expansion.secrets);
        inserted.addAll(secrets);
        return new Node.Scalar(scalar.position(), scalar.type(), scalar.written(), value, secrets);
    }

    /// The expansion of one text.
    private final class Expansion {
        private final Node.Scalar scalar;
        private final String path;
        /// Whether braces pair in what is left; else the first one closes.
        private boolean paired = true;
        private final List<String> secrets = new ArrayList<>();

        Expansion(Node.Scalar scalar, String path) {
            this.scalar = scalar;
            this.path = path;
        }

        String of(String text, int depth) {
            StringBuilder out = new StringBuilder();
            int at = 0;
            while (true) {
                int start = text.indexOf("${", at);
                if (start < 0) {
                    return out.append(text, at, text.length()).toString();
                }
                if (start > at && text.charAt(start - 1) == '$') {
                    out.append(text, at, start - 1).append("${");
                    at = start + 2;
                    continue;
                }
                int end = closing(text, start + 2);
                if (end < 0) {
                    noVariable();
                    return out.toString();
                }
                out.append(text, at, start).append(value(text.substring(start + 2, end), depth));
                at = end + 1;
            }
        }

        /// Where the brace is that closes what begins at a place; -1 when there is none.
        private int closing(String text, int from) {
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

        private String value(String written, int depth) {
            if (written.startsWith(FILE)) {
                return secret(files.read(written.substring(FILE.length()), scalar.position(), path));
            }
            if (written.startsWith(INPUT)) {
                return secret(input(written.substring(INPUT.length())));
            }
            Path folder = scalar.position().source().folder();
            return switch (written) {
                case "workspaceFolder" -> folder.toString();
                case "workspaceFolderBasename" ->
                    folder.getFileName() == null ? "" : folder.getFileName().toString();
                case "userHome" -> System.getProperty("user.home");
                case "pathSeparator", "/" -> folder.getFileSystem().getSeparator();
                default -> variable(written.startsWith(ENV) ? written.substring(ENV.length()) : written, depth);
            };
        }

        private String variable(String written, int depth) {
            int split = written.indexOf(DEFAULT);
            String name = split < 0 ? written : written.substring(0, split);
            if (!NAME.matcher(name).matches() || depth > MOST_NESTED) {
                noVariable();
                return "";
            }
            String value = environment.get(name);
            if (value != null && !(value.isEmpty() && split >= 0)) {
                return secret(value);
            }
            if (split >= 0) {
                return of(written.substring(split + DEFAULT.length()), depth + 1);
            }
            error("the variable " + name + " is not set", "Set it, or write ${" + name + ":-default}.");
            return "";
        }

        private String input(String id) {
            String name = ClientInputs.variable(id);
            String value = environment.get(name);
            if (value == null) {
                value = inputs.standard(id);
            }
            if (value == null) {
                error(
                        "the input " + Shown.quoted(id) + inputs.explained(id) + " is not set",
                        "Set the variable " + name + ".");
            }
            return value == null ? "" : value;
        }

        private String secret(String value) {
            secrets.add(value);
            return value;
        }

        private void noVariable() {
            error(
                    "\"${\" does not start a variable",
                    "Write ${NAME} or ${NAME:-default}, or $${ for the characters themselves.");
        }

        private void error(String message, String remedy) {
            problems.error(scalar.position(), path, message, remedy);
        }
    }
}
