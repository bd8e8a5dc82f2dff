package io.gatehouse.doors.messages.loop;

import java.util.List;

/// A server of a request whose tools the model is not offered, because calls to it are held back.
///
/// @param name what the request calls it
/// @param servers the gateway's servers behind it that are meant
/// @param all whether those are all that there are
record LeftOut(String name, List<String> servers, boolean all) {
    LeftOut {
        servers = List.copyOf(servers);
    }

    /// What the model is told.
    static String note(List<LeftOut> all) {
        StringBuilder text = new StringBuilder();
        for (LeftOut one : all) {
            text.append(text.isEmpty() ? "" : " ")
                    .append(one.all ? "The tools of the MCP server " : "Some tools of the MCP server ")
                    .append(one.name)
                    .append(one.all ? "" : " (those of " + String.join(", ", one.servers) + ")")
                    .append(" are not available at present.");
        }
        return text.append(" If they are needed, say so.").toString();
    }
}
