package io.gatehouse.scripted.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/// What a [ScriptedModel] says: rules of which the first that fits a request answers it. The
/// language is told in `docs/guide/scripted-model.md`.
public final class Script {
    private static final String BUILT_IN = "scripted-model.yaml";

    private final String name;
    private final List<Glob> models;
    private final List<Turn> turns;

    Script(String name, List<Glob> models, List<Turn> turns) {
        this.name = name;
        this.models = List.copyOf(models);
        this.turns = List.copyOf(turns);
    }

    /// Reads a script from a file.
    ///
    /// @throws ScriptException if there is no such file, or it is no script; the message names
    ///     file, line, field and remedy
    public static Script read(Path file) throws ScriptException {
        String name = file.toString();
        try {
            return of(Files.readString(file), name);
        } catch (NoSuchFileException missing) {
            throw unreadable(name, "there is no such file", "Check the path.");
        } catch (MalformedInputException malformed) {
            throw unreadable(name, "the file is not UTF-8", "Save it in that encoding.");
        } catch (IOException failed) {
            throw unreadable(name, "the file cannot be read: " + failed.getMessage(), "");
        }
    }

    /// Reads a script from its text.
    ///
    /// @param name what messages call it
    /// @throws ScriptException if it is no script
    public static Script of(String yaml, String name) throws ScriptException {
        return ScriptReader.read(yaml, name);
    }

    /// The script that answers anybody without a configuration: it uses the tools of the sample
    /// shop where they are offered, and says what it is everywhere else. It takes any model name.
    public static Script builtIn() {
        try (InputStream stream = Script.class.getResourceAsStream(BUILT_IN)) {
            if (stream == null) {
                throw new IllegalStateException("the program is incomplete: it has no " + BUILT_IN);
            }
            return of(new String(stream.readAllBytes(), StandardCharsets.UTF_8), BUILT_IN);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (ScriptException wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    /// What messages call it: the file, as the user named it.
    public String name() {
        return name;
    }

    /// Whether it answers for this model.
    public boolean serves(String model) {
        return models.stream().anyMatch(each -> each.matches(model));
    }

    /// The model names that a list can show: those without `*`, and what is left of the others
    /// without it.
    public List<String> modelNames() {
        List<String> names = models.stream()
                .map(model -> model.text().replaceAll("[-_.]?\\*", ""))
                .filter(model -> !model.isEmpty())
                .distinct()
                .toList();
        return names.isEmpty() ? List.of("scripted") : names;
    }

    /// The turns in the order of the script.
    public List<Turn> turns() {
        return turns;
    }

    private static ScriptException unreadable(String name, String message, String remedy) {
        return new ScriptException(List.of(new ScriptProblem(name, 0, "", message, remedy)));
    }
}
