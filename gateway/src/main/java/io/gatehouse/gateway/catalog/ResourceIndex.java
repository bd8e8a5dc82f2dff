package io.gatehouse.gateway.catalog;

import io.gatehouse.upstream.Listed;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.repair.ResourceUris;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which server owns a resource. A URI stays as it is when one server has it; when several do, each is offered under a
/// [QualifiedUri], and the plain one belongs to nobody.
public final class ResourceIndex {
    /// The most work that matching one URI against one server's templates may take: a millisecond or two.
    private static final long MATCHING = 1 << 20;
    /// What it takes to see that a template does not match at all.
    private static final int GLANCE = 8;

    /// What a URI that a client names stands for.
    ///
    /// @param upstream the server that owns it
    /// @param uri its URI there
    public record Owner(Upstream upstream, String uri) {}

    private final Map<String, Upstream> owners = new HashMap<>();
    private final Set<String> shared = new HashSet<>();
    private final Set<String> odd = new HashSet<>();
    private final Map<String, Upstream> templateTexts = new HashMap<>();
    private final Map<String, Part> parts = new LinkedHashMap<>();

    private ResourceIndex() {}

    /// One server's part in it.
    private record Part(Upstream upstream, Selection selection, Set<String> own, List<TemplateMatcher> templates) {}

    /// Puts an index together, server after server.
    static final class Builder {
        private final ResourceIndex index = new ResourceIndex();

        /// @param selection what of the server may be read
        /// @param resources what of it is listed
        /// @param templates all templates of the server: what they match may be read where the
        ///     selection includes it, whether or not the template itself is listed
        /// @param pages the URIs of pages that its tools name
        void add(
                Upstream upstream,
                Selection selection,
                List<Listed> resources,
                List<Listed> templates,
                Collection<String> pages) {
            Set<String> own = new HashSet<>();
            resources.forEach(resource -> own.add(resource.key()));
            pages.stream().filter(selection::includes).forEach(own::add);
            for (String uri : own) {
                Upstream first = index.owners.putIfAbsent(uri, upstream);
                if (first != null && first != upstream) {
                    index.shared.add(uri);
                }
                // An address that some clients refuse is not offered as it is either.
                if (!ResourceUris.acceptable(uri)) {
                    index.odd.add(uri);
                }
            }
            List<TemplateMatcher> matchers = new ArrayList<>();
            for (Listed template : templates) {
                matchers.add(new TemplateMatcher(template.key()));
                if (selection.includes(template.key())) {
                    index.templateTexts.putIfAbsent(template.key(), upstream);
                }
            }
            matchers.sort(Comparator.comparingInt(TemplateMatcher::literals).reversed());
            index.parts.put(upstream.name(), new Part(upstream, selection, own, matchers));
        }

        /// What a server lists where another's renamed resources would be is renamed as well, so that it cannot take
        /// their place.
        ResourceIndex build() {
            index.owners.forEach((uri, owner) -> {
                String named = QualifiedUri.namedServer(uri);
                if (named != null && !named.equals(owner.name()) && index.parts.containsKey(named)) {
                    index.shared.add(uri);
                }
            });
            return index;
        }
    }

    /// Whether a server is in the toolset and its resource of this URI too, listed or not.
    public boolean offers(Upstream upstream, String uri) {
        Part part = parts.get(upstream.name());
        return part != null && part.upstream() == upstream && part.selection().includes(uri);
    }

    /// The URI of a resource that a server has, as clients see it.
    String exposed(Upstream upstream, String uri) {
        Upstream owner = owners.get(uri);
        if (odd.contains(uri)) {
            return QualifiedUri.encoded(upstream.name(), uri);
        }
        boolean foreign = owner != null && owner != upstream;
        return foreign || shared.contains(uri) ? QualifiedUri.of(upstream.name(), uri) : uri;
    }

    /// Whether the toolset has a single server, so that every URI is its own.
    boolean single() {
        return parts.size() == 1;
    }

    /// The owner of a URI that a client names, listed or matched by the closest template; null when nobody is known, or
    /// several are.
    @Nullable
    Owner find(String uri) {
        return find(uri, null);
    }

    /// @param seen the server that named the URI in a result; it counts where no template matches
    @Nullable
    Owner find(String uri, @Nullable Upstream seen) {
        Owner listed = listed(uri);
        if (listed != null || shared.contains(uri)) {
            return listed;
        }
        Collection<Upstream> matched = matched(uri, new WorkBudget(Long.MAX_VALUE));
        if (!matched.isEmpty()) {
            return matched.size() == 1 ? new Owner(matched.iterator().next(), uri) : null;
        }
        return seen != null && offers(seen, uri) ? new Owner(seen, uri) : qualified(uri, false);
    }

    /// The servers that own the plain URI by a list or by a template, found with the work that is left.
    Collection<Upstream> claimants(String uri, WorkBudget work) {
        Owner listed = listed(uri);
        return listed == null ? matched(uri, work) : List.of(listed.upstream());
    }

    /// The addresses of a URI that several servers have; empty for any other.
    public List<String> choices(String uri) {
        Collection<Upstream> several = shared.contains(uri)
                ? parts.values().stream()
                        .filter(part -> part.own().contains(uri))
                        .map(Part::upstream)
                        .toList()
                : matched(uri, new WorkBudget(Long.MAX_VALUE));
        return several.size() < 2 && !shared.contains(uri)
                ? List.of()
                : several.stream()
                        .map(upstream -> QualifiedUri.of(upstream.name(), uri))
                        .toList();
    }

    /// The server that lists a template of exactly this text, or null.
    @Nullable
    public Upstream templateOwner(String template) {
        return templateTexts.get(template);
    }

    private @Nullable Owner listed(String uri) {
        Upstream listed = owners.get(uri);
        if (listed != null && !shared.contains(uri)) {
            return new Owner(listed, uri);
        }
        return qualified(uri, true);
    }

    /// What a qualified address stands for.
    ///
    /// @param certain whether a page has to be listed, because its address may be another server's own
    private @Nullable Owner qualified(String uri, boolean certain) {
        QualifiedUri qualified = QualifiedUri.read(uri);
        Part part = qualified == null ? null : parts.get(qualified.server());
        if (qualified == null || part == null || !part.selection().includes(qualified.own())) {
            return null;
        }
        boolean refused = certain && qualified.page() && !part.own().contains(qualified.own());
        return refused ? null : new Owner(part.upstream(), qualified.own());
    }

    /// The servers of the closest templates; several when these are equally close.
    private Collection<Upstream> matched(String uri, WorkBudget work) {
        List<Upstream> closest = new ArrayList<>();
        int literals = -1;
        for (Part part : parts.values()) {
            TemplateMatcher match = part.selection().includes(uri) ? closest(part, uri, literals, work) : null;
            if (match != null && match.literals() > literals) {
                closest.clear();
                literals = match.literals();
            }
            if (match != null) {
                closest.add(part.upstream());
            }
        }
        return closest;
    }

    /// The closest template of a server that matches, if it is at least so close.
    private static @Nullable TemplateMatcher closest(Part part, String uri, int least, WorkBudget work) {
        WorkBudget own = new WorkBudget(MATCHING);
        for (TemplateMatcher template : part.templates()) {
            if (template.literals() < least || !own.spend(GLANCE) || !work.spend(GLANCE)) {
                return null;
            }
            if (!template.mayMatch(uri)) {
                continue;
            }
            if (!own.spend(template.work(uri)) || !work.spend(template.work(uri))) {
                return null;
            }
            if (template.matches(uri)) {
                return template;
            }
        }
        return null;
    }
}
