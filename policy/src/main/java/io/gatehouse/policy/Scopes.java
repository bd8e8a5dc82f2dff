package io.gatehouse.policy;

import java.util.regex.Pattern;

/// The names of scopes: `SERVER:EFFECT`, `crm:read` say, in which both parts may have `*` for any text.
public final class Scopes {
    /// What a server's resources and prompts are used for, and tools that change nothing.
    public static final String READ = "read";

    /// A scope as it is written in a role, that of an operator included.
    public static final Pattern WRITTEN =
            Pattern.compile("[A-Za-z0-9_*?-]{1,64}:(?:read|write|destroy|send|approve|\\*)|\\*|keys");

    private static final String GENERAL = "mcp";

    private Scopes() {}

    /// The scope of the same effect on every server that a caller's roles include: `mcp:read` for `crm:read`.
    static String general(String scope) {
        return of(GENERAL, scope.substring(scope.lastIndexOf(':') + 1));
    }

    /// The scope of one effect on one server.
    ///
    /// @param effect `read`, `write`, `destroy` or `send`
    public static String of(String server, String effect) {
        return server + ":" + effect;
    }
}
