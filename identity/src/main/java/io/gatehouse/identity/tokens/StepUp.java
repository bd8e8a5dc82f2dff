package io.gatehouse.identity.tokens;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.CallerId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Which scopes a caller with a token of an issuer has to ask for to get what it lacks and keep what it has.
///
/// @param known those that exist at the issuers
record StepUp(List<String> known) {
    private static final String GENERAL = "mcp";

    /// The scopes of the next token, those of [#known] first; empty where none of an issuer has what is missing.
    ///
    /// @param wanted the scopes that are missing, `crm:write` say
    String scopes(Caller caller, List<String> wanted) {
        Set<String> missing = new TreeSet<>();
        for (String scope : wanted) {
            String general = GENERAL + scope.substring(scope.lastIndexOf(':'));
            missing.add(known.contains(scope) ? scope : general);
        }
        boolean possible = !missing.isEmpty() && known.containsAll(missing);
        if (!possible || caller.id().kind() != CallerId.Kind.TOKEN) {
            return "";
        }
        List<String> all = new ArrayList<>(known);
        all.removeIf(scope -> !missing.contains(scope) && !caller.scopes().contains(scope));
        // What a token has exists at its issuer, whatever the configuration names.
        new TreeSet<>(caller.scopes())
                .stream().filter(scope -> !all.contains(scope)).forEach(all::add);
        return String.join(" ", all);
    }
}
