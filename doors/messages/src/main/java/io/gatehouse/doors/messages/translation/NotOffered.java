package io.gatehouse.doors.messages.translation;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Tools that a model calls though it was not offered them: disabled ones, and those that it makes up. Each belongs to
/// a server of the request, so that the client sees the call and its error as it sees all others.
///
/// @param disabled tools that the request leaves out, by the names that they would have
/// @param servers the names of the servers of the request
/// @param closed whether all tools of the client are known by name, so that any other name is no tool of it
record NotOffered(Map<String, Address> disabled, List<String> servers, boolean closed) {

    /// What is called by a name that neither the client nor a server has declared; null when the client may know it.
    @Nullable
    Address find(String modelName) {
        Address left = disabled.get(modelName);
        if (left != null || !closed || servers.isEmpty()) {
            return left;
        }
        String owner = null;
        for (String server : servers) {
            boolean fits = modelName.startsWith(server + "_") && modelName.length() > server.length() + 1;
            if (fits && (owner == null || server.length() > owner.length())) {
                owner = server;
            }
        }
        return owner == null
                ? new Address(servers.getFirst(), modelName)
                : new Address(owner, modelName.substring(owner.length() + 1));
    }
}
