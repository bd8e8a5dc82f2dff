package io.gatehouse.app.cli;

import io.gatehouse.app.config.Shown;
import io.gatehouse.protocol.ObjectView;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// A tool or prompt as the command line names it: `server.name`, or the name that clients see.
///
/// @param toolset the server, or empty for all
/// @param name what stands after the server
record Address(String toolset, String name) {
    /// What the text names; a server's name has no dot.
    static Address of(String text) {
        int dot = text.indexOf('.');
        return dot <= 0 ? new Address("", text) : new Address(text.substring(0, dot), text.substring(dot + 1));
    }

    /// What the text names in a toolset; where that is empty, [#of(String)].
    static Address of(String text, String toolset) {
        return toolset.isEmpty() ? of(text) : new Address(toolset, text);
    }

    /// The entry of a list that is meant.
    ///
    /// @param kind `tool` or `prompt`, for messages
    /// @throws CommandException when there is none; names the nearest
    ObjectView in(List<ObjectView> list, String kind) {
        String prefixed = (toolset + "_" + name).replaceAll("[^A-Za-z0-9_-]", "_");
        Set<String> names = new HashSet<>(List.of(prefixed, name, name.replaceAll("[^A-Za-z0-9_-]", "_")));
        for (ObjectView entry : list) {
            if (names.contains(name(entry))) {
                return entry;
            }
        }
        List<ObjectView> shortened =
                list.stream().filter(entry -> shortens(name(entry), prefixed)).toList();
        if (shortened.size() == 1) {
            return shortened.getFirst();
        }
        List<String> spellings =
                list.stream().map(entry -> spelled(name(entry))).toList();
        String suggestion = Shown.suggestion(toolset.isEmpty() ? name : toolset + "." + name, spellings);
        throw new CommandException(
                ExitCode.UNKNOWN,
                "There is no " + kind + " " + Shown.quoted(toolset.isEmpty() ? name : toolset + "." + name) + ". "
                        + (suggestion.isEmpty() ? "`gatehouse " + kind + "s` lists all of them." : suggestion));
    }

    /// Whether it may name something of this server.
    boolean concerns(String server) {
        return toolset.equals(server) || name.startsWith(server + "_");
    }

    /// The address of the same on another server or toolset, as it is written.
    String on(String other) {
        return name.isEmpty() ? other : other + "." + name;
    }

    /// The name that clients see, spelled as this address is.
    String spelled(String key) {
        String start = toolset.replaceAll("[^A-Za-z0-9_-]", "_") + "_";
        return toolset.isEmpty() ? key : toolset + "." + (key.startsWith(start) ? key.substring(start.length()) : key);
    }

    /// The name of an entry of a list; empty when it has none.
    static String name(ObjectView entry) {
        String name = entry.string("name");
        return name == null ? "" : name;
    }

    /// Whether a name is what a long one became: its beginning and eight digits of a digest.
    private static boolean shortens(String key, String whole) {
        int cut = key.length() - 9;
        return cut > 0 && key.substring(cut).matches("_[0-9a-f]{8}") && whole.startsWith(key.substring(0, cut));
    }
}
