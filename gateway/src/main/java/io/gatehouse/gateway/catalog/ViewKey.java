package io.gatehouse.gateway.catalog;

/// Which view of a toolset: callers of different roles may be offered different parts of it.
///
/// @param toolset the toolset's name; empty for that of all servers
/// @param role of the callers who see it
record ViewKey(String toolset, String role) {
    /// The one role that everybody has.
    static final String EVERYBODY = "";

    /// The view of everybody.
    static ViewKey of(String toolset) {
        return new ViewKey(toolset, EVERYBODY);
    }
}
