package io.gatehouse.app;

import io.gatehouse.upstream.ServerSettings;
import io.gatehouse.upstream.Transport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Reads the `mcpServers` of a file that belongs to an MCP client, Claude Code or Claude Desktop say. One server that
/// is wrong there is out with the reason; the others are in.
final class ImportReader {
    private static final String KEY = "mcpServers";
    private static final ImportedServerForm FORM = new ImportedServerForm();

    private final Variables.Environment environment;
    private final ServerNames names;
    private final Problems problems;

    ImportReader(Variables.Environment environment, ServerNames names, Problems problems) {
        this.environment = environment;
        this.names = names;
        this.problems = problems;
    }

    /// What a file says.
    ///
    /// @param servers those to run, in its order
    /// @param named how many it names, those that are disabled or left out included
    record Imported(List<ServerSettings> servers, int named) {
        private static final Imported NOTHING = new Imported(List.of(), 0);
    }

    /// The servers of a file; an error is noted when it is not such a file.
    Imported read(Source source, byte[] bytes) {
        Node root = new DocumentReader(source, problems, false).read(bytes);
        if (root == null) {
            return Imported.NOTHING;
        }
        Node.Entry servers =
                root instanceof Node.Mapping mapping ? mapping.entries().get(KEY) : null;
        if (servers == null || !(servers.value() instanceof Node.Mapping map)) {
            problems.error(
                    servers == null ? root.position() : servers.position(),
                    servers == null ? "" : KEY,
                    servers == null
                            ? "has no map \"" + KEY + "\""
                            : "must be a map, not " + servers.value().kind(),
                    "Import files of MCP clients: {\"" + KEY + "\": {\"name\": {\"command\": …}}}.");
            return Imported.NOTHING;
        }
        List<ServerSettings> all = new ArrayList<>();
        map.entries().forEach((written, entry) -> {
            String path = Shown.member(KEY, written);
            String name = names.take(written, entry.position(), path);
            if (name != null) {
                server(name, entry, path, all);
            }
        });
        return new Imported(all, map.entries().size());
    }

    private void server(String name, Node.Entry entry, String path, List<ServerSettings> all) {
        Problems own = new Problems();
        Function<String, ServerSettings> settings = FORM.read(expanded(entry.value(), path, own), path, own);
        problems.addWarnings(own);
        if (own.failed()) {
            Problem first = own.errors().getFirst();
            String problem = first.position() + ": " + first.path() + ": " + first.message();
            problems.warning(first.position(), first.path(), first.message(), outReason(name, first.remedy()));
            all.add(ServerSettings.of(name, new Transport.Invalid(problem, first.remedy())));
        } else if (settings != null) {
            all.add(settings.apply(name));
        }
    }

    private static String outReason(String name, String remedy) {
        return "The server " + name + " is left out." + (remedy.isEmpty() ? "" : " " + remedy);
    }

    private Node expanded(Node node, String path, Problems own) {
        if (!(node instanceof Node.Mapping mapping)) {
            return node;
        }
        Variables variables = new Variables(environment, own);
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        mapping.entries().forEach((key, entry) -> {
            Node value = ImportedServerForm.EXPANDED.contains(key)
                    ? variables.expand(entry.value(), Shown.member(path, key))
                    : entry.value();
            entries.put(key, new Node.Entry(entry.position(), value));
        });
        return new Node.Mapping(mapping.position(), entries);
    }
}
