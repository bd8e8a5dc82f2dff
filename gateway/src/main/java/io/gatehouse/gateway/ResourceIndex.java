package io.gatehouse.gateway;

import io.gatehouse.upstream.Upstream;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which server owns a resource. A URI stays as it is when one server lists it; when several do, each is offered as
/// `gatehouse://{server}/{encoded URI}`.
final class ResourceIndex {
    private static final String SCHEME = "gatehouse://";

    /// What a URI that a client names stands for.
    ///
    /// @param upstream the server that owns it
    /// @param uri its URI there
    record Owner(Upstream upstream, String uri) {}

    private final Map<String, Upstream> owners = new HashMap<>();
    private final Set<String> shared = new HashSet<>();
    private final Map<TemplateMatcher, Upstream> templates = new LinkedHashMap<>();
    private final Map<String, Upstream> templateTexts = new HashMap<>();
    private final Map<String, Upstream> members = new HashMap<>();

    /// @param listed the URIs that each server lists
    /// @param patterns the URI templates that each server lists
    ResourceIndex(Map<Upstream, List<String>> listed, Map<Upstream, List<String>> patterns) {
        listed.forEach((upstream, uris) -> {
            members.put(upstream.name(), upstream);
            for (String uri : uris) {
                if (owners.putIfAbsent(uri, upstream) != null && owners.get(uri) != upstream) {
                    shared.add(uri);
                }
            }
        });
        patterns.forEach((upstream, all) -> all.forEach(text -> {
            templates.put(new TemplateMatcher(text), upstream);
            templateTexts.putIfAbsent(text, upstream);
        }));
    }

    /// The URI as clients see it.
    String exposed(Upstream upstream, String uri) {
        return shared.contains(uri) ? qualified(upstream.name(), uri) : uri;
    }

    /// The owner of a URI that a client names, listed or matched by the closest template; null when nobody is known.
    @Nullable
    Owner find(String uri) {
        if (uri.startsWith(SCHEME)) {
            Owner qualified = unqualified(uri);
            if (qualified != null) {
                return qualified;
            }
        }
        Upstream listed = owners.get(uri);
        if (listed != null) {
            return new Owner(listed, uri);
        }
        TemplateMatcher best = null;
        for (TemplateMatcher template : templates.keySet()) {
            if ((best == null || template.literals() > best.literals()) && template.matches(uri)) {
                best = template;
            }
        }
        Upstream owner = best == null ? null : templates.get(best);
        return owner == null ? null : new Owner(owner, uri);
    }

    /// The server that lists a template of exactly this text, or null.
    @Nullable
    Upstream templateOwner(String template) {
        return templateTexts.get(template);
    }

    private @Nullable Owner unqualified(String uri) {
        int slash = uri.indexOf('/', SCHEME.length());
        Upstream upstream = slash < 0 ? null : members.get(uri.substring(SCHEME.length(), slash));
        if (upstream == null) {
            return null;
        }
        try {
            return new Owner(upstream, URLDecoder.decode(uri.substring(slash + 1), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    private static String qualified(String server, String uri) {
        return SCHEME + server + "/" + URLEncoder.encode(uri, StandardCharsets.UTF_8);
    }
}
