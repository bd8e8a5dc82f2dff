package io.gatehouse.store;

import io.gatehouse.seal.Sha256;
import org.jspecify.annotations.Nullable;

/// A call that a person has to agree to. Another call is the same one only if all of this is equal but the name of the
/// caller and the toolset.
///
/// @param asker who calls
/// @param server the name of the server
/// @param tool as the server calls it
/// @param definition a digest of the tool's definition
/// @param arguments their JSON as it is sent, empty for none; null when it is no longer stored
public record ApprovalCall(
        Asker asker,
        String server,
        String tool,
        String definition,
        @Nullable String arguments) {
    /// The longest arguments that are stored, in characters.
    public static final int MOST_ARGUMENTS = 16 << 10;

    /// Who calls.
    ///
    /// @param tenant whose data the caller works with; may be empty
    /// @param caller tells callers apart
    /// @param name of the caller, for people
    /// @param toolset that the call came to; empty for that of all servers
    public record Asker(String tenant, String caller, String name, String toolset) {}

    /// @throws IllegalArgumentException when the arguments are longer than [#MOST_ARGUMENTS]
    public ApprovalCall {
        if (arguments != null && arguments.length() > MOST_ARGUMENTS) {
            throw new IllegalArgumentException("The arguments have more than " + MOST_ARGUMENTS + " characters.");
        }
    }

    /// The same call by another digest of the definition.
    public ApprovalCall withDefinition(String other) {
        return new ApprovalCall(asker, server, tool, other, arguments);
    }

    /// By which the same call is found: the SHA-256 digest in hexadecimal digits.
    String digest() {
        StringBuilder text = new StringBuilder();
        for (String part :
                new String[] {asker.tenant(), asker.caller(), server, tool, definition, String.valueOf(arguments)}) {
            text.append(part.length()).append(':').append(part);
        }
        return Sha256.hex(text.toString());
    }
}
