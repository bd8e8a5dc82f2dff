package io.gatehouse.doors.messages.translation;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// Ids of calls as the client knows them (`mcptoolu_x`) and as the provider does (`toolu_x`), each made
/// from the other, so that nothing has to be remembered.
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

    private ToolIds() {}

    /// The client's id for a call that the provider knows by this one.
    public static String client(String id) {
        if (id.startsWith(PROVIDER) && LEGAL.matcher(id).matches()) {
            String rest = id.substring(PROVIDER.length());
            if (!rest.isEmpty() && !rest.startsWith(FOREIGN) && !rest.startsWith(ILLEGAL)) {
                return CLIENT + rest;
            }
        }
        if (LEGAL.matcher(id).matches()) {
            return CLIENT + FOREIGN + id;
        }
        return CLIENT + ILLEGAL + HexFormat.of().formatHex(id.getBytes(StandardCharsets.UTF_8));
    }

    /// The provider's id for a call that the client knows by this one, which may have been made by
    /// another service.
    static String provider(String id) {
        if (!id.startsWith(CLIENT) || id.length() == CLIENT.length()) {
            return PROVIDER + ELSEWHERE + id;
        }
        String rest = id.substring(CLIENT.length());
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
