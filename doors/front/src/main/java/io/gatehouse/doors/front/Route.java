package io.gatehouse.doors.front;

import java.util.List;

/// A line of the table of routes.
///
/// @param path `/mcp` for this path alone, `/mcp/*` for all below it, `*` for every path
/// @param methods that it has; empty when its door looks at them itself
/// @param who may use it
/// @param door what answers
public record Route(String path, List<String> methods, Audience who, Door door) {
    private static final String ANY = "*";

    public Route {
        methods = List.copyOf(methods);
    }

    /// A line as one writes it.
    ///
    /// @param methods with spaces between them, or `*`
    public static Route of(String path, String methods, Audience who, Door door) {
        return new Route(path, methods.equals(ANY) ? List.of() : List.of(methods.split(" ")), who, door);
    }

    boolean leads(String asked) {
        return path.endsWith(ANY) ? asked.regionMatches(0, path, 0, path.length() - 1) : asked.equals(path);
    }

    boolean has(String method) {
        return methods.isEmpty() || methods.contains(method);
    }
}
