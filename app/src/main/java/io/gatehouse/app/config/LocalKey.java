package io.gatehouse.app.config;

import io.gatehouse.policy.Role;
import io.gatehouse.protocol.CallerId;
import io.gatehouse.protocol.OperatorScope;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// The key by which this user's commands reach the gateway that runs: made at each start, kept in the data folder.
///
/// @param key the key itself
public record LocalKey(String key) {
    /// Who calls with it, as logs say.
    public static final String NAME = "local-commands";

    /// What they may do: everything. Its name is none that a file can give.
    public static final Role ROLE =
            new Role("local commands", List.of(NAME), List.of("*"), List.of("*"), List.of("*"), List.of("*"), true);

    /// Whether a caller is this user's commands, which may do everything with the gateway itself.
    public static boolean is(CallerId caller) {
        return caller.equals(CallerId.ofKey(NAME));
    }

    /// The configuration with this key beside its own.
    public Configuration admitted(Configuration configuration) {
        byte[] hash = HexFormat.of().parseHex(KeyMaker.hash(key));
        return configuration.with(
                new Configuration.Key(NAME, hash, List.of(), List.of(OperatorScope.READ), List.of(), false, Map.of()));
    }

    @Override
    public String toString() {
        return NAME;
    }
}
