package io.gatehouse.gateway;

import io.gatehouse.upstream.Listed;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.repair.ResourceUris;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

    private final Map<Upstream, Selection> selections = new HashMap<>();

    private ResourceIndex() {}

    /// Puts an index together, server after server.
    static final class Builder {
        private final ResourceIndex index = new ResourceIndex();

        /// @param selection what of the server may be read
        /// @param resources what of it is listed
        /// @param templates all templates of the server: what they match may be read where the
        ///     selection includes it, whether or not the template itself is listed
        void add(Upstream upstream, Selection selection, List<Listed> resources, List<Listed> templates) {
            index.members.put(upstream.name(), upstream);
            index.selections.put(upstream, selection);
            for (Listed resource : resources) {
                Upstream first = index.owners.putIfAbsent(resource.key(), upstream);
                // An address that some clients refuse is not offered as it is either.
                if (first != null && first != upstream || !ResourceUris.acceptable(resource.key())) {
                    index.shared.add(resource.key());
                }
            }
            for (Listed template : templates) {
                index.templates.put(new TemplateMatcher(template.key()), upstream);
                if (selection.includes(template.key())) {
                    index.templateTexts.putIfAbsent(template.key(), upstream);
                }
            }
        }

        ResourceIndex build() {
            return index;
        }
    }

    /// Whether a server is in the toolset and its resource of this URI too, listed or not.
    boolean offers(Upstream upstream, String uri) {
        Selection selection = selections.get(upstream);
        return selection != null && selection.includes(uri);
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
            if ((best == null || template.literals() > best.literals())
                    && template.matches(uri)
                    && offers(Objects.requireNonNull(templates.get(template)), uri)) {
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
            String own = URLDecoder.decode(uri.substring(slash + 1), StandardCharsets.UTF_8);
            return offers(upstream, own) ? new Owner(upstream, own) : null;
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    private static String qualified(String server, String uri) {
        return SCHEME + server + "/" + URLEncoder.encode(uri, StandardCharsets.UTF_8);
    }
}
