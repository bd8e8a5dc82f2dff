package io.gatehouse.app.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The file of an MCP client: where its servers stand, and what it asks its user for. Known are `mcpServers` (Claude,
/// Cursor, Windsurf, Cline, Gemini CLI), `servers` (VS Code, in its settings below `mcp`), `context_servers` (Zed), and
/// the `projects` of `~/.claude.json`.
///
/// @param sections maps from name to server; of two servers with one name in different sections the first counts
/// @param inputs what `${input:ID}` stands for
/// @param disabled names of servers that are switched off outside of their maps
record ClientFile(List<Section> sections, ClientInputs inputs, Set<String> disabled) {
    private static final String PROJECTS = "projects";
    private static final String SERVERS = "mcpServers";
    private static final String DISABLED = "disabledMcpServers";
    private static final List<List<String>> PLACES = List.of(
            List.of(SERVERS),
            List.of("servers"),
            List.of("mcp", "servers"),
            List.of("mcp", SERVERS),
            List.of("context_servers"));
    private static final Set<String> TOP = Set.of(SERVERS, "servers", "mcp", "context_servers", "inputs", PROJECTS);

    ClientFile {
        sections = List.copyOf(sections);
        disabled = Set.copyOf(disabled);
    }

    /// Servers by name.
    ///
    /// @param path of the map, for messages
    record Section(String path, Node.Mapping servers) {}

    /// What is in the bytes; null when they are no such file, which is noted as an error.
    ///
    /// @param stand the folder that Gatehouse was started in, which says what project is meant
    static @Nullable ClientFile read(Source source, byte[] bytes, Path stand, Problems problems) {
        if (source.label().toLowerCase(Locale.ROOT).endsWith(".toml")) {
            problems.error(
                    Position.of(source),
                    "",
                    "is TOML, which Gatehouse cannot read",
                    "Write its servers under `servers` in gatehouse.yaml.");
            return null;
        }
        Node root = DocumentReader.foreign(source, problems, ClientFile::wanted).read(bytes);
        if (root == null) {
            return null;
        }
        List<Section> sections = new ArrayList<>();
        Set<String> disabled = new HashSet<>();
        Node projects = at(root, List.of(PROJECTS));
        if (projects instanceof Node.Mapping all) {
            project(all, source, bytes, stand, sections, disabled, problems);
        }
        boolean broken = false;
        boolean none = true;
        for (List<String> place : PLACES) {
            Node found = at(root, place);
            if (found instanceof Node.Mapping map) {
                sections.add(new Section(String.join(".", place), map));
            } else if (found != null) {
                problems.error(found.position(), String.join(".", place), "must be a map, not " + found.kind(), FORM);
                broken = true;
            }
            none &= found == null;
        }
        if (none && projects == null) {
            problems.error(root.position(), "", "has no map \"" + SERVERS + "\"", FORM);
            return null;
        }
        Node inputs = at(root, List.of("inputs"));
        return broken
                ? null
                : new ClientFile(
                        sections,
                        ClientInputs.of(inputs == null ? at(root, List.of("mcp", "inputs")) : inputs),
                        disabled);
    }

    private static final String FORM =
            "Import files of MCP clients: {\"" + SERVERS + "\": {\"name\": {\"command\": …}}}.";

    /// `~/.claude.json` holds much beside servers, for each folder that somebody ever worked in.
    private static boolean wanted(List<String> keys) {
        return switch (keys.size()) {
            case 1 -> TOP.contains(keys.getFirst());
            case 3 ->
                !keys.getFirst().equals(PROJECTS)
                        || keys.getLast().equals(SERVERS)
                        || keys.getLast().equals(DISABLED);
            default -> true;
        };
    }

    private static @Nullable Node at(Node node, List<String> keys) {
        Node found = node;
        for (String key : keys) {
            Node.Entry entry =
                    found instanceof Node.Mapping mapping ? mapping.entries().get(key) : null;
            if (entry == null || entry.value().absent()) {
                return null;
            }
            found = entry.value();
        }
        return found;
    }

    /// Adds the servers of the project whose folder one stands in, and says so.
    private static void project(
            Node.Mapping projects,
            Source source,
            byte[] bytes,
            Path stand,
            List<Section> sections,
            Set<String> disabled,
            Problems problems) {
        String folder = nearest(projects.entries().keySet(), stand);
        long others = projects.entries().entrySet().stream()
                .filter(project -> !project.getKey().equals(folder))
                .filter(project -> at(project.getValue().value(), List.of(SERVERS)) instanceof Node.Mapping servers
                        && !servers.entries().isEmpty())
                .count();
        boolean taken = false;
        if (folder != null) {
            Node again = DocumentReader.foreign(
                            new Source(source.label(), existing(folder, source), source.client()),
                            new Problems(),
                            ClientFile::wanted)
                    .read(bytes);
            if (again != null && at(again, List.of(PROJECTS, folder, SERVERS)) instanceof Node.Mapping servers) {
                taken = !servers.entries().isEmpty();
                sections.add(new Section(Shown.member(PROJECTS, folder) + "." + SERVERS, servers));
            }
            if (again != null && at(again, List.of(PROJECTS, folder, DISABLED)) instanceof Node.Sequence names) {
                names.items().forEach(name -> disabled.add(name.toString()));
            }
        }
        if (taken || others > 0) {
            problems.warning(
                    projects.position(),
                    PROJECTS,
                    taken
                            ? "the servers of the project " + folder + " and of the user are used"
                            : "there is no project for the folder " + stand + "; only the servers of the user are used",
                    "The folder that Gatehouse starts in selects the project"
                            + (others > 0
                                    ? "; " + others + (others == 1 ? " other project has" : " other projects have")
                                            + " servers too."
                                    : "."));
        }
    }

    private static @Nullable String nearest(Set<String> projects, Path stand) {
        for (Path folder = stand; folder != null; folder = folder.getParent()) {
            if (projects.contains(folder.toString())) {
                return folder.toString();
            }
        }
        return null;
    }

    private static Path existing(String folder, Source source) {
        try {
            Path path = Path.of(folder);
            return Files.isDirectory(path) ? path : source.folder();
        } catch (InvalidPathException none) {
            return source.folder();
        }
    }

    /// How many servers it names.
    int named() {
        return sections.stream()
                .mapToInt(section -> section.servers().entries().size())
                .sum();
    }

    /// All servers in order, those of earlier sections first.
    ///
    /// @param each gets the path of a server, its name as it is written, and what is written
    void forEach(Each each) {
        Set<String> seen = new HashSet<>();
        for (Section section : sections) {
            Map<String, Node.Entry> servers = section.servers().entries();
            servers.forEach((name, entry) -> {
                if (!seen.contains(name)) {
                    each.server(Shown.member(section.path(), name), name, entry);
                }
            });
            seen.addAll(servers.keySet());
        }
    }

    /// Takes a server.
    @FunctionalInterface
    interface Each {
        void server(String path, String name, Node.Entry entry);
    }
}
