package io.gatehouse.app.config;

import io.gatehouse.app.schema.ImportedServerForm;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads the servers of a [ClientFile]. One server that is wrong there is out with the reason; the others are in.
public final class ImportReader {
    private static final ImportedServerForm FORM = new ImportedServerForm();

    private final Variables.Environment environment;
    private final ServerNames names;
    private final Node.@Nullable Mapping defaults;
    private final Problems problems;

    /// @param defaults what holds for each server that says nothing else, or null
    public ImportReader(
            Variables.Environment environment, ServerNames names, Node.@Nullable Mapping defaults, Problems problems) {
        this.environment = environment;
        this.names = names;
        this.defaults = defaults;
        this.problems = problems;
    }

    /// What a file says.
    ///
    /// @param servers those to run, in its order
    /// @param names of all that are not left out, disabled or not
    /// @param named how many it names, those that are disabled or left out included
    public record Imported(List<ServerSettings> servers, List<String> names, int named) {
        private static final Imported NOTHING = new Imported(List.of(), List.of(), 0);
    }

    /// The servers of a file; an error is noted when it is not such a file.
    ///
    /// @param anyFiles whether `${file:PATH}` may read files outside of the folder
    /// @param stand the folder that Gatehouse was started in
    public Imported read(Source source, byte[] bytes, boolean anyFiles, Path stand) {
        ClientFile file = ClientFile.read(source, bytes, stand, problems);
        if (file == null) {
            return Imported.NOTHING;
        }
        List<ServerSettings> all = new ArrayList<>();
        List<String> known = new ArrayList<>();
        file.forEach((path, written, entry) -> {
            String name = names.take(written, entry.position(), path);
            if (name != null) {
                known.add(name);
            }
            if (name != null && !file.disabled().contains(written)) {
                server(name, entry, path, anyFiles, file.inputs(), all);
            }
        });
        return new Imported(all, known, file.named());
    }

    private void server(
            String name,
            Node.Entry entry,
            String path,
            boolean anyFiles,
            ClientInputs inputs,
            List<ServerSettings> all) {
        Problems own = new Problems();
        SecretFiles files =
                new SecretFiles(anyFiles ? null : entry.position().source().folder(), own);
        Variables variables = new Variables(environment, files, inputs, own);
        Function<String, ServerSettings> settings = read(entry.value(), path, variables, defaults, own);
        problems.addWarnings(own);
        if (own.failed()) {
            Problem first = own.errors().getFirst();
            String problem = first.position() + ": " + first.path() + ": " + first.message();
            problems.warning(first.position(), first.path(), first.message(), outReason(name, first.remedy()));
            all.add(ServerSettings.of(name, new Transport.Invalid(problem, first.remedy())));
        } else if (settings != null) {
            all.add(settings.apply(name).with(own.warningsOf(path)).hiding(variables.inserted()));
        }
    }

    /// What a server makes, which still wants a name; null when it is wrong or disabled.
    public static @Nullable Function<String, ServerSettings> read(
            Node server, String path, Variables variables, Node.@Nullable Mapping defaults, Problems problems) {
        Node common = ClientServer.common(server, path, problems);
        return disabled(common) ? null : FORM.read(expanded(common, path, variables), defaults, path, problems);
    }

    /// Whether a server in common words is switched off: what it says beside that does not count.
    static boolean disabled(Node server) {
        Node.Entry entry =
                server instanceof Node.Mapping mapping ? mapping.entries().get("disabled") : null;
        return entry != null && entry.value().toString().equals("true");
    }

    private static String outReason(String name, String remedy) {
        return "The server " + name + " is left out." + (remedy.isEmpty() ? "" : " " + remedy);
    }

    private static Node expanded(Node node, String path, Variables variables) {
        if (!(node instanceof Node.Mapping mapping)) {
            return node;
        }
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        mapping.entries().forEach((key, entry) -> {
            String at = Shown.member(path, key);
            Node value = expanded(key, entry.value(), at, variables);
            if (ImportedServerForm.FILES.contains(key) && value instanceof Node.Scalar file) {
                variables.confine(file, at);
            }
            entries.put(key, new Node.Entry(entry.position(), value));
        });
        return new Node.Mapping(mapping.position(), entries);
    }

    private static Node expanded(String key, Node value, String path, Variables variables) {
        if (ImportedServerForm.OF_PROGRAMS.contains(key)) {
            return variables.expandForProgram(value, path);
        }
        return ImportedServerForm.EXPANDED.contains(key) ? variables.expand(value, path) : value;
    }
}
