package io.gatehouse.upstream.reading;

/// Something that a server, or the file that names it, does wrong and that Gatehouse put up with. For operators only.
///
/// Texts are cut to one short line each without control characters, because a server may have written part of them.
///
/// @param entry what it is about, as people name it: `tool search`, `tools/list`, `headers`; empty for the server
/// itself
/// @param problem what is wrong: `inputSchema is null`
/// @param action what was done about it: `{"type":"object"} is used instead`, `left out`
public record ServerWarning(String entry, String problem, String action) {
    private static final int ENTRY = 80;
    private static final int TEXT = 240;

    public ServerWarning {
        entry = Shown.text(entry, ENTRY);
        problem = Shown.text(problem, TEXT);
        action = Shown.text(action, TEXT);
    }

    /// One line: `tool search: inputSchema is null; {"type":"object"} is used instead`.
    @Override
    public String toString() {
        return (entry.isEmpty() ? "" : entry + ": ") + problem + "; " + action;
    }
}
