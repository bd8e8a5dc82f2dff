package io.gatehouse.app.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Expands what stands in `${…}` in the texts of a document: a variable (`${VAR}`, `${env:VAR}`, either with
/// `:-default`), a file (`${file:PATH}`), a place (`${workspaceFolder}`) or an input of VS Code (`${input:ID}`), see
/// [TextPart]. An empty variable counts as unset where there is a default, as in a shell. Values that came in are not
/// expanded again.
public final class Variables {
    /// How deeply defaults may be nested.
    private static final int MOST_NESTED = 16;

    private final Environment environment;
    private final SecretFiles files;
    private final ClientInputs inputs;
    private final Problems problems;
    private final List<String> inserted = new ArrayList<>();

    /// What a variable is set to.
    @FunctionalInterface
    public interface Environment {
        /// The value, or null when the variable is not set.
        @Nullable
        String get(String name);

        /// The value that counts where there is a default; null when the default does.
        default @Nullable String beforeDefault(String name) {
            String value = get(name);
            return value == null || value.isEmpty() ? null : value;
        }
    }

    /// For a file of our own.
    public Variables(Environment environment, Problems problems) {
        this(environment, new SecretFiles(null, problems), ClientInputs.NONE, problems);
    }

    /// @param files what `${file:PATH}` reads
    /// @param inputs what `${input:ID}` stands for
    public Variables(Environment environment, SecretFiles files, ClientInputs inputs, Problems problems) {
        this.environment = environment;
        this.files = files;
        this.inputs = inputs;
        this.problems = problems;
    }

    /// What variables, files and inputs have stood for so far: it may be secret.
    List<String> inserted() {
        return inserted;
    }

    /// The same document with every text expanded; what is unset, or names no variable, is noted as an error.
    public Node expand(Node node, String path) {
        return expand(node, path, false);
    }

    /// [#expand(Node, String)] for what a program gets, a shell perhaps: what names no variable stays as it is.
    Node expandForProgram(Node node, String path) {
        return expand(node, path, true);
    }

    private Node expand(Node node, String path, boolean forProgram) {
        return switch (node) {
            case Node.Scalar scalar -> scalar(scalar, path, forProgram);
            case Node.Sequence sequence -> {
                List<Node> items = new ArrayList<>();
                for (Node item : sequence.items()) {
                    items.add(expand(item, path + "[" + items.size() + "]", forProgram));
                }
                yield new Node.Sequence(sequence.position(), items);
            }
            case Node.Mapping mapping -> {
                Map<String, Node.Entry> entries = new LinkedHashMap<>();
                mapping.entries()
                        .forEach((key, entry) -> entries.put(
                                key,
                                new Node.Entry(
                                        entry.position(), expand(entry.value(), Shown.member(path, key), forProgram))));
                yield new Node.Mapping(mapping.position(), entries);
            }
        };
    }

    /// Notes an error when a file lies where `${file:PATH}` may not read either.
    public void confine(Node.Scalar file, String path) {
        files.confine(file.value(), file.position(), path);
    }

    private Node scalar(Node.Scalar scalar, String path, boolean forProgram) {
        if (scalar.type() != Node.Scalar.Type.TEXT || !scalar.written().contains("${")) {
            return scalar;
        }
        Expansion expansion = new Expansion(scalar, path, forProgram);
        String value = expansion.of(scalar.written(), 0);
        List<String> secrets = List.copyOf(expansion.secrets);
        inserted.addAll(secrets);
        return new Node.Scalar(scalar.position(), scalar.type(), scalar.written(), value, secrets);
    }

    /// The expansion of one text.
    private final class Expansion {
        private final Node.Scalar scalar;
        private final String path;
        private final boolean forProgram;
        private final List<String> secrets = new ArrayList<>();

        Expansion(Node.Scalar scalar, String path, boolean forProgram) {
            this.scalar = scalar;
            this.path = path;
            this.forProgram = forProgram;
        }

        String of(String text, int depth) {
            StringBuilder out = new StringBuilder();
            for (TextPart part : TextPart.of(text)) {
                out.append(value(part, depth));
            }
            return out.toString();
        }

        private String value(TextPart part, int depth) {
            return switch (part) {
                case TextPart.Plain plain -> CallerTexts.unmarked(plain.text());
                case TextPart.FromFile file -> secret(files.read(file.path(), scalar.position(), path));
                case TextPart.Input input -> secret(input(input.id()));
                case TextPart.Place place -> place(place.name());
                case TextPart.Variable variable -> variable(variable, depth);
                case TextPart.OfCaller caller -> caller(caller, depth);
                case TextPart.Other other -> other(other);
            };
        }

        private String place(String name) {
            Path folder = scalar.position().source().folder();
            return switch (name) {
                case "workspaceFolder" -> folder.toString();
                case "workspaceFolderBasename" ->
                    folder.getFileName() == null ? "" : folder.getFileName().toString();
                case "userHome" -> System.getProperty("user.home");
                default -> folder.getFileSystem().getSeparator();
            };
        }

        private String variable(TextPart.Variable variable, int depth) {
            if (depth > MOST_NESTED) {
                noVariable("${");
                return "";
            }
            String name = variable.name();
            String standard = variable.standard();
            String value = standard == null ? environment.get(name) : environment.beforeDefault(name);
            if (value != null) {
                return secret(value);
            }
            if (standard != null) {
                return of(standard, depth + 1);
            }
            problems.error(new Problem(
                    scalar.position(),
                    path,
                    "the variable " + name + " is not set",
                    "Set it, or write ${" + name + ":-default}.",
                    name));
            return "";
        }

        private String other(TextPart.Other other) {
            if (forProgram && other.kind() == null) {
                return other.written();
            }
            noVariable(other.kind() == null ? "${" : "${" + other.kind() + ":");
            return "";
        }

        private String caller(TextPart.OfCaller caller, int depth) {
            if (CallerTexts.allowed(path) && depth == 0) {
                String standard = caller.standard();
                return CallerTexts.mark(caller.variable(), standard == null ? null : ofDefault(standard));
            }
            if (!forProgram) {
                error(
                        caller.written() + " is known in requests only: it means something in headers, env and args of"
                                + " servers, outside the defaults of other variables",
                        "Remove it, or write $" + caller.written() + " for the characters themselves.");
            }
            return caller.written();
        }

        /// A default holds no variable of callers itself.
        private String ofDefault(String standard) {
            return of(standard, 1);
        }

        private String input(String id) {
            String name = ClientInputs.variable(id);
            String value = environment.get(name);
            if (value == null) {
                value = inputs.standard(id);
            }
            if (value == null) {
                problems.error(new Problem(
                        scalar.position(),
                        path,
                        "the input " + Shown.quoted(id) + inputs.explained(id) + " is not set",
                        "Set the variable " + name + ".",
                        name));
            }
            return value == null ? "" : value;
        }

        private String secret(String value) {
            secrets.add(value);
            return CallerTexts.unmarked(value);
        }

        private void noVariable(String start) {
            error(
                    Shown.quoted(start) + " does not start a variable",
                    "Write ${NAME} or ${NAME:-default}, or $${ for the characters themselves.");
        }

        private void error(String message, String remedy) {
            problems.error(scalar.position(), path, message, remedy);
        }
    }
}
