package io.gatehouse.app.schema;

import io.gatehouse.app.config.ServerNames;
import io.gatehouse.policy.Role;
import io.gatehouse.policy.Scopes;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A role in `roles`. What it makes still wants a name.
final class RoleForm extends Form<RoleForm.Written> {
    private static final Pattern PATTERN = Pattern.compile("[A-Za-z0-9_*?-]{1,64}");
    private static final Pattern MODEL = Pattern.compile("[\\x21-\\x7e]{1,256}");
    private static final Pattern CLAIM = Pattern.compile("[\\x21-\\x7e]{1,256}");
    private static final String EVERYTHING = "Write \"*\" for all.";

    private final Field<List<String>> keys = names("keys", "Names of the keys whose callers have the role.");
    private final Field<Map<String, List<String>>> claims = field(
            "claims",
            Kinds.map(
                    "the name of a claim",
                    CLAIM,
                    Kinds.listOrOne(Kinds.text("a value or pattern", Pattern.compile("[^\\x00-\\x1f]{1,256}"), ""))),
            Map.of(),
            "none",
            "Claims of tokens whose callers have the role, by name, each with the values that count. All of them must"
                    + " fit. Dots lead into objects: realm_access.roles.");
    private final Field<List<String>> toolsets =
            names("toolsets", "Toolsets that they may use, with all servers in them.");
    private final Field<List<String>> servers = names("servers", "Servers that they may use, in every toolset.");
    private final Field<List<String>> scopes = field(
            "scopes",
            Kinds.listOrOne(Kinds.text("a scope such as crm:read", Scopes.WRITTEN, EVERYTHING)),
            List.of("*"),
            "everything",
            "What they may do with these servers: SERVER:EFFECT with the effects read, write, destroy, send, or *."
                    + " Resources and prompts need read. admin:read, admin:write, keys and SERVER:approve are for"
                    + " operators; no other scope includes them.");
    private final Field<List<String>> models = field(
            "models",
            Kinds.listOrOne(Kinds.text("the name of a model", MODEL, EVERYTHING)),
            List.of(),
            "none",
            "Models of the Messages API that they may use, as requests name them.");
    private final Field<List<String>> limits = field(
            "limits",
            Kinds.listOrOne(Kinds.text("the name of a limit", ServerNames.PATTERN, "")),
            List.of(),
            "none",
            "Names of limits under usage.limits, usage.reach and usage.quotas that hold for these callers. A limit that a role"
                    + " names holds for nobody else.");
    private final Field<Boolean> outside = field(
            "outside-servers",
            Kinds.flag(),
            false,
            "false",
            "Whether their Messages API requests may name servers by address.");

    private final Field<Boolean> bulk = field(
            "priority",
            Kinds.choice(Map.of("bulk", true)),
            false,
            "as all callers",
            "bulk for callers that yield when the gateway has many calls in progress, see usage.bulk-percent.");

    RoleForm() {
        super("A set of callers, and what they may see and do; * stands for any text in every list.");
    }

    /// What is written of a role.
    ///
    /// @param role makes it, given its name
    /// @param limits the names of limits that hold for its callers
    /// @param bulk whether its callers yield to others
    record Written(Function<String, Role> role, List<String> limits, boolean bulk) {}

    private Field<List<String>> names(String name, String told) {
        return field(
                name, Kinds.listOrOne(Kinds.text("a name or pattern", PATTERN, EVERYTHING)), List.of(), "none", told);
    }

    @Override
    @Nullable
    Written build(Values values) {
        if (values.blank(scopes)) {
            values.error(scopes, "is empty", "Write \"*\" for everything, or leave it out.");
        }
        List<String> who = values.get(keys);
        Map<String, List<String>> said = values.get(claims);
        List<String> sets = values.get(toolsets);
        List<String> several = values.get(servers);
        List<String> may = values.get(scopes);
        List<String> some = values.get(models);
        boolean others = values.get(outside);
        return new Written(
                name -> new Role(name, who, said, sets, several, may, some, others),
                values.get(limits),
                values.get(bulk));
    }
}
