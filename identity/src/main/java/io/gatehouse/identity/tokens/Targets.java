package io.gatehouse.identity.tokens;

import io.gatehouse.protocol.Caller;
import java.util.Collection;
import java.util.Set;

/// What tokens of the gateway may be for, as URLs: a token for all toolsets serves for one, not the other way round.
public final class Targets {
    private final String all;
    private final String models;

    /// @param publicUrl of the gateway
    public Targets(String publicUrl) {
        this.all = publicUrl + "/mcp";
        this.models = publicUrl + "/v1";
    }

    /// Everything that a key opens.
    public Set<String> everything() {
        return Set.of(all, models);
    }

    /// The URL of a toolset.
    String toolset(String name) {
        return all + "/" + name;
    }

    /// Whether a URL of the gateway leads a caller to anything.
    boolean reached(String target, Caller caller, Reach reach) {
        if (target.equals(models)) {
            return reach.models(caller);
        }
        return target.equals(all) || reach.target(caller, target.substring(all.length() + 1));
    }

    /// Whether it is a URL of the gateway that a token can be for.
    boolean known(String target) {
        return target.equals(models) || target.equals(all) || target.matches("\\Q" + all + "\\E/[A-Za-z0-9_-]{1,64}");
    }

    /// Whether what may be used for some targets may be used for another.
    boolean covers(Collection<String> held, String target) {
        return held.contains(target) || held.contains(all) && target.startsWith(all + "/");
    }
}
