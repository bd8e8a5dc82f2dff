package io.gatehouse.doors.messages.translation;

import io.gatehouse.seal.Sha256;

/// What the model calls the tools of servers: `server_tool`, 1 to 64 characters of `[a-zA-Z0-9_-]`. A name
/// follows from server and tool alone, so that it stays when other tools come and go: prompts keep.
final class ModelToolNames {
    /// The most that models take.
    static final int LONGEST = 64;

    private static final int DIGEST = 8;
    /// What both names may take when a digest follows.
    private static final int ROOM = LONGEST - DIGEST - 2;
    /// What is left to the server when the tool's name is long.
    private static final int LEAST_OF_SERVER = 14;

    private ModelToolNames() {}

    /// The name of a tool. Where the tool's own name has to be changed or something is cut off, a digest
    /// follows that tells it from all others.
    static String of(Address address) {
        String server = legal(address.server());
        String tool = legal(address.tool());
        if (tool.equals(address.tool()) && server.length() + 1 + tool.length() <= LONGEST) {
            return server + "_" + tool;
        }
        int forServer = Math.max(Math.min(server.length(), LEAST_OF_SERVER), ROOM - tool.length());
        String keptServer = server.substring(0, Math.min(server.length(), forServer));
        String keptTool = tool.substring(0, Math.min(tool.length(), ROOM - keptServer.length()));
        return keptServer + "_" + keptTool + "_" + digest(address);
    }

    private static String legal(String name) {
        StringBuilder out = new StringBuilder(name.length());
        name.codePoints().forEach(c -> out.append(isLegal(c) ? (char) c : '_'));
        return out.toString();
    }

    private static boolean isLegal(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
    }

    private static String digest(Address address) {
        return Sha256.hex(address.server() + "\0" + address.tool(), DIGEST);
    }
}
