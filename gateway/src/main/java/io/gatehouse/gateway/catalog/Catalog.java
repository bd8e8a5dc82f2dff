package io.gatehouse.gateway.catalog;

import io.gatehouse.gateway.catalog.ToolsetSettings.Member;
import io.gatehouse.policy.Access;
import io.gatehouse.policy.rule.RuleBook;
import io.gatehouse.protocol.Notification;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.UpstreamListener.Hearers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// All toolsets and what is in them. A toolset's view is made when it is first used and again when one of its servers
/// lists something else.
public final class Catalog {
    /// The name of the toolset of all servers, which has no name in addresses.
    static final String EVERYTHING = "";

    /// Before the name of a server, that of the toolset with the server's own names. No address can hold it.
    private static final String OWN_NAMES = "\0";

    private final GatewaySettings settings;
    private final Supplier<RuleBook> rules;
    private final Map<ViewKey, Toolset> open = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();
    private volatile Map<String, ToolsetSettings> configured = Map.of();
    private volatile Map<String, Upstream> upstreams = Map.of();

    /// A catalog without servers and rules.
    public Catalog(GatewaySettings settings) {
        this(settings, () -> RuleBook.NONE);
    }

    /// A catalog without servers.
    ///
    /// @param rules those in force
    public Catalog(GatewaySettings settings, Supplier<RuleBook> rules) {
        this.settings = settings;
        this.rules = rules;
    }

    /// Takes new servers and toolsets and shows every open toolset anew; those that are gone end.
    public synchronized void apply(List<Upstream> servers, List<ToolsetSettings> toolsets) {
        Map<String, Upstream> byName = new LinkedHashMap<>();
        servers.forEach(server -> byName.put(server.name(), server));
        Map<String, ToolsetSettings> known = new LinkedHashMap<>();
        toolsets.forEach(toolset -> known.put(toolset.name(), toolset));
        servers.forEach(this::fitRules);
        upstreams = byName;
        configured = known;
        for (ViewKey key : List.copyOf(open.keySet())) {
            if (settingsOf(key) == null) {
                end(key);
            } else {
                rebuild(key);
            }
        }
    }

    /// Finds out now which rules can match the tools of a server, so that no call has to wait for it.
    private void fitRules(Upstream upstream) {
        RuleBook book = rules.get();
        if (!book.none()) {
            upstream.snapshot().tools().forEach(tool -> book.of(Facts.ruled(upstream.settings(), tool)));
        }
    }

    private void end(ViewKey key) {
        Toolset gone = open.remove(key);
        if (gone != null) {
            gone.end();
        }
    }

    /// The toolset of this name as callers with this access see it, or null when there is none for them.
    @Nullable
    public Toolset find(String name, Access access) {
        return name.startsWith(OWN_NAMES) ? null : known(new ViewKey(name, access));
    }

    /// The toolset of one server by its own names, or null when there is no such server for callers with this access.
    @Nullable
    public Toolset ofServer(String server, Access access) {
        return known(new ViewKey(OWN_NAMES + server, access));
    }

    /// Ends what is shown to callers whose roles have changed: whoever is connected looks anew.
    ///
    /// @param unchanged tells which access is as it was
    public synchronized void keepOf(Predicate<Access> unchanged) {
        for (ViewKey key : List.copyOf(open.keySet())) {
            if (!unchanged.test(key.access())) {
                end(key);
            }
        }
    }

    private @Nullable Toolset known(ViewKey key) {
        Toolset known = open.get(key);
        return known != null ? known : opened(key);
    }

    /// The names of all toolsets, that of all servers left out.
    public Set<String> names() {
        Set<String> names = new TreeSet<>(upstreams.keySet());
        names.addAll(configured.keySet());
        names.remove(EVERYTHING);
        return names;
    }

    /// Each configured toolset with the names of its servers.
    public Map<String, List<String>> serversOfToolsets() {
        Map<String, List<String>> servers = new TreeMap<>();
        configured.forEach((name, toolset) -> servers.put(
                name,
                members(toolset).keySet().stream().map(Upstream::name).sorted().toList()));
        return servers;
    }

    /// Shows the open toolsets that a server is in anew. When many servers change at once, those that come while a
    /// toolset is being made share the next making.
    public void refresh(Upstream upstream) {
        fitRules(upstream);
        changes.incrementAndGet();
        List<ViewKey> stale = new ArrayList<>();
        open.forEach((key, toolset) -> {
            // Its view does not tell: one that is just being made for new servers is not shown yet.
            ToolsetSettings chosen = settingsOf(key);
            if (chosen != null && members(chosen, key).containsKey(upstream)) {
                toolset.markStale();
                stale.add(key);
            }
        });
        synchronized (this) {
            for (ViewKey key : stale) {
                Toolset toolset = open.get(key);
                if (toolset != null && toolset.takeStale()) {
                    if (key.access().everything() || toolset.heard()) {
                        rebuild(key);
                    } else {
                        // There may be as many as there are sets of roles: it is made again when it is wanted.
                        end(key);
                    }
                }
            }
        }
    }

    /// Passes on that a resource changed.
    ///
    /// @param hearers who may hear of it
    public void resourceUpdated(Upstream upstream, Notification notification, Hearers hearers) {
        open.values().forEach(toolset -> toolset.resourceUpdated(upstream, notification, hearers));
    }

    /// Every name that two servers claim, in the configured toolsets and in that of all servers.
    public List<Collision> collisions() {
        List<Collision> all = new ArrayList<>();
        Set<String> names = new TreeSet<>(configured.keySet());
        names.add(EVERYTHING);
        for (String name : names) {
            Toolset toolset = find(name, Access.EVERYTHING);
            if (toolset != null) {
                all.addAll(toolset.view().collisions());
            }
        }
        return all;
    }

    private synchronized @Nullable Toolset opened(ViewKey key) {
        ToolsetSettings chosen = settingsOf(key);
        if (chosen == null) {
            return null;
        }
        Toolset known = open.get(key);
        if (known != null) {
            return known;
        }
        long before = changes.get();
        Toolset fresh = new Toolset(key.toolset(), view(chosen, key));
        open.put(key, fresh);
        // A server that changed while the view was made did not find the toolset open.
        while (changes.get() != before) {
            before = changes.get();
            fresh.show(view(chosen, key));
        }
        return fresh;
    }

    private void rebuild(ViewKey key) {
        ToolsetSettings chosen = settingsOf(key);
        Toolset toolset = open.get(key);
        if (chosen != null && toolset != null) {
            toolset.show(view(chosen, key));
        }
    }

    private ToolsetView view(ToolsetSettings chosen, ViewKey key) {
        return new ViewBuilder(chosen, settings, key.access(), grantable(key.toolset()), rules.get())
                .build(members(chosen, key));
    }

    /// The name under which roles include a toolset; empty where they include its servers only.
    public String grantable(String toolset) {
        return configured.containsKey(toolset) ? toolset : "";
    }

    private Map<Upstream, Member> members(ToolsetSettings chosen, ViewKey key) {
        Map<Upstream, Member> members = members(chosen);
        String name = grantable(key.toolset());
        members.keySet().removeIf(server -> !key.access().includes(name, server.name()));
        return members;
    }

    private Map<Upstream, Member> members(ToolsetSettings chosen) {
        Map<Upstream, Member> members = new LinkedHashMap<>();
        for (Member member : chosen.members()) {
            Upstream upstream = upstreams.get(member.server());
            if (upstream != null) {
                members.put(upstream, member);
            }
        }
        if (chosen.everyServer()) {
            upstreams.values().forEach(upstream -> members.putIfAbsent(upstream, Member.whole(upstream.name())));
        }
        return members;
    }

    /// Null where there is no such toolset, or callers with this access are not to know of it.
    private @Nullable ToolsetSettings settingsOf(ViewKey key) {
        ToolsetSettings chosen = settingsOf(key.toolset());
        boolean known = key.access().everything()
                || chosen != null
                        && (key.toolset().equals(EVERYTHING)
                                || !members(chosen, key).isEmpty());
        return known ? chosen : null;
    }

    /// A configured toolset goes before the one that every server's name stands for.
    private @Nullable ToolsetSettings settingsOf(String name) {
        ToolsetSettings given = configured.get(name);
        if (given != null) {
            return given;
        }
        if (name.equals(EVERYTHING)) {
            return ToolsetSettings.everything(EVERYTHING);
        }
        if (name.startsWith(OWN_NAMES)) {
            Upstream named = upstreams.get(name.substring(OWN_NAMES.length()));
            return named == null ? null : ToolsetSettings.bare(named);
        }
        Upstream upstream = upstreams.get(name);
        return upstream == null ? null : ToolsetSettings.of(upstream);
    }
}
