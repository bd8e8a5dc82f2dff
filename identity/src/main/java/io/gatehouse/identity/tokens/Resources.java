package io.gatehouse.identity.tokens;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Json;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What tokens can be for: each door of the gateway, and each toolset, is a protected resource with a URL of its own
/// (RFC 8707, RFC 9728). What is told of them is the same for every name, so that nobody learns which toolsets there
/// are.
public final class Resources {
    /// Where clients find out which issuers a resource trusts.
    public static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

    private static final String GENERAL = "mcp:";
    private static final String ADMIN = "/admin";
    private static final Pattern MCP = Pattern.compile("/(mcp|sse)(?:/([A-Za-z0-9_-]{1,64}))?/?");
    private static final Pattern OTHER = Pattern.compile("/(mcp|sse|v1|admin)(?:/.*)?");

    private final TokenRules rules;
    private final String scopes;

    Resources(TokenRules rules) {
        this.rules = rules;
        this.scopes = rules.scopes().stream()
                .filter(scope -> scope.startsWith(GENERAL))
                .collect(Collectors.joining(" "));
    }

    /// The URLs that a token may have as its audience to be used at a path; empty where no token can be used.
    Set<String> audiences(String path) {
        var mcp = MCP.matcher(path);
        if (mcp.matches()) {
            Set<String> all = new TreeSet<>();
            String toolset = mcp.group(2);
            for (String door : mcp.group(1).equals("mcp") ? List.of("/mcp") : List.of("/mcp", "/sse")) {
                all.add(rules.publicUrl() + door);
                if (toolset != null) {
                    all.add(rules.publicUrl() + door + "/" + toolset);
                }
            }
            return all;
        }
        var other = OTHER.matcher(path);
        return other.matches() ? Set.of(rules.publicUrl() + "/" + other.group(1)) : Set.of();
    }

    /// Whether a token with this audience can be used at a path.
    public boolean serves(String path, Set<String> audience) {
        return audiences(path).stream().anyMatch(audience::contains);
    }

    /// Whether names that an issuer uses as audiences count at a path beside URLs. Operators' paths want the URL.
    static boolean takesNames(String path) {
        return !path.startsWith(ADMIN);
    }

    /// What a challenge of a path says beside what is wrong, such as `, resource_metadata="…", scope="…"`; empty
    /// where no token helps.
    public String challenge(String path) {
        String metadata = metadataParameter(path);
        String named = scopes(path);
        return metadata.isEmpty() || named.isEmpty() ? metadata : metadata + ", scope=\"" + named + "\"";
    }

    /// Those of callers at a path; who administers the gateway has to know which of the operators' they need.
    private String scopes(String path) {
        return path.startsWith(ADMIN) ? "" : scopes;
    }

    /// The challenge to who could get more scopes (RFC 6750, section 3.1): all that the next token needs, since clients
    /// ask for nothing else. Empty where no token helps, or none of an issuer.
    ///
    /// @param wanted the scopes that are missing, `crm:write` say
    public String stepUp(String path, Caller caller, List<String> wanted) {
        String metadata = metadataParameter(path);
        String named = new StepUp(rules.scopes()).scopes(caller, wanted);
        return metadata.isEmpty() || named.isEmpty()
                ? ""
                : "Bearer realm=\"gatehouse\", error=\"insufficient_scope\", scope=\"" + named + "\"" + metadata;
    }

    /// What operators are told of a token that is for something else.
    ///
    /// @param audience of the token
    /// @param names that its issuer uses as audiences beside URLs
    public String otherwise(String path, Set<String> audience, Set<String> names) {
        Set<String> accepted = new TreeSet<>(audiences(path));
        if (!accepted.isEmpty() && takesNames(path)) {
            accepted.addAll(names);
        }
        return accepted.isEmpty()
                ? "No token can be used for this path."
                : "Its audience is " + Shown.names(audience) + "; here it must have one of " + Shown.names(accepted)
                        + ".";
    }

    private String metadataParameter(String path) {
        String resource = rules.issuers().isEmpty() ? null : resource(path);
        return resource == null ? "" : ", resource_metadata=\"" + rules.publicUrl() + WELL_KNOWN + resource + "\"";
    }

    /// The path of the resource that a path belongs to: `/mcp/crm`, or `/v1`; null where there is none.
    private static @Nullable String resource(String path) {
        var mcp = MCP.matcher(path);
        if (mcp.matches()) {
            return "/" + mcp.group(1) + (mcp.group(2) == null ? "" : "/" + mcp.group(2));
        }
        var other = OTHER.matcher(path);
        return other.matches() ? "/" + other.group(1) : null;
    }

    /// The metadata of a protected resource (RFC 9728, section 2); null where there is none.
    ///
    /// @param path that was asked for, [#WELL_KNOWN] and the path of a resource
    public @Nullable String metadata(String path) {
        if (rules.issuers().isEmpty() || !path.startsWith(WELL_KNOWN)) {
            return null;
        }
        String asked = path.substring(WELL_KNOWN.length());
        String before = URI.create(rules.publicUrl()).getRawPath();
        if (!before.isEmpty() && asked.startsWith(before + "/")) {
            asked = asked.substring(before.length());
        }
        String resource = asked.isEmpty() || asked.equals("/") ? "/mcp" : resource(asked);
        if (resource == null || !asked.isEmpty() && !asked.equals("/") && !resource.equals(asked)) {
            return null;
        }
        String issuers = rules.issuers().stream()
                .map(issuer -> Json.quote(issuer.name()))
                .collect(Collectors.joining(","));
        String general = scopes(resource);
        String named = general.isEmpty() ? "" : ",\"scopes_supported\":[\"" + general.replace(" ", "\",\"") + "\"]";
        return "{\"resource\":" + Json.quote(rules.publicUrl() + resource) + ",\"authorization_servers\":[" + issuers
                + "]" + named + ",\"bearer_methods_supported\":[\"header\"],\"resource_name\":\"Gatehouse\"}";
    }
}
