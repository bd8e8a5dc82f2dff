package io.gatehouse.doors.messages.translation;

import io.gatehouse.seal.ReplicaId;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Ids of calls as the client knows them (`mcptoolu_x`) and as the provider does (`toolu_x`), each made from the other,
/// so that nothing has to be remembered. The client's may also name the replica that remembers the call's result.
public final class ToolIds {
    /// What an id may be made of.
    static final Pattern LEGAL = Pattern.compile("^[a-zA-Z0-9_-]+$");

    private static final String PROVIDER = "toolu_";
    private static final String CLIENT = "mcptoolu_";
    /// Before an id of a provider that does not look like Anthropic's.
    private static final String FOREIGN = "id-";
    /// Before an id of a provider that is not even legal, in hexadecimal.
    private static final String ILLEGAL = "hex-";
    /// Before an id of a client that was made elsewhere.
    private static final String ELSEWHERE = "mcp-";
    /// Before the name of the replica that made the call.
    private static final String AT = "at-";

    private static final char AFTER_NAME = '-';

    private ToolIds() {}

    /// The client's id for a call that the provider knows by this one.
    public static String client(String id) {
        return client(id, null);
    }

    /// [#client(String)] of a call that a replica makes.
    ///
    /// @param keeper what the replica is called; null where there is only one
    public static String client(String id, @Nullable ReplicaId keeper) {
        return CLIENT + (keeper == null ? "" : AT + keeper + AFTER_NAME) + rest(id);
    }

    /// The replica that made a call; null when its id names none. A client can write any name.
    static @Nullable ReplicaId keeper(String client) {
        int end = nameEnd(client);
        return end < 0 ? null : ReplicaId.named(client.substring(CLIENT.length() + AT.length(), end));
    }

    /// Where the name of a replica ends; -1 where there is none.
    private static int nameEnd(String client) {
        if (!client.startsWith(CLIENT + AT)) {
            return -1;
        }
        int begin = CLIENT.length() + AT.length();
        int end = client.indexOf(AFTER_NAME, begin);
        return end < 0 || end == client.length() - 1 || ReplicaId.named(client.substring(begin, end)) == null
                ? -1
                : end;
    }

    private static String rest(String id) {
        if (id.startsWith(PROVIDER) && LEGAL.matcher(id).matches()) {
            String rest = id.substring(PROVIDER.length());
            if (!rest.isEmpty() && !rest.startsWith(FOREIGN) && !rest.startsWith(ILLEGAL) && !rest.startsWith(AT)) {
                return rest;
            }
        }
        if (LEGAL.matcher(id).matches()) {
            return FOREIGN + id;
        }
        return ILLEGAL + HexFormat.of().formatHex(id.getBytes(StandardCharsets.UTF_8));
    }

    /// The provider's id for a call that the client knows by this one, which may have been made by
    /// another service.
    static String provider(String id) {
        if (!id.startsWith(CLIENT) || id.length() == CLIENT.length()) {
            return PROVIDER + ELSEWHERE + id;
        }
        int named = nameEnd(id);
        String rest = id.substring(named < 0 ? CLIENT.length() : named + 1);
        if (rest.startsWith(FOREIGN)) {
            return rest.length() == FOREIGN.length() ? PROVIDER + rest : rest.substring(FOREIGN.length());
        }
        if (rest.startsWith(ILLEGAL)) {
            return unhexed(rest);
        }
        return PROVIDER + rest;
    }

    private static String unhexed(String rest) {
        try {
            byte[] bytes = HexFormat.of().parseHex(rest.substring(ILLEGAL.length()));
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notHex) {
            return PROVIDER + rest;
        }
    }
}
