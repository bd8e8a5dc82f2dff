package io.gatehouse.gateway.catalog;

import io.gatehouse.gateway.catalog.ToolsetSettings.Member;
import io.gatehouse.gateway.catalog.ToolsetSettings.Names;
import io.gatehouse.gateway.catalog.ToolsetSettings.ToolOverride;
import io.gatehouse.policy.Access;
import io.gatehouse.policy.rule.RuleBook;
import io.gatehouse.protocol.ArgumentFit;
import io.gatehouse.protocol.Glob;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.Splice;
import io.gatehouse.upstream.Listed;
import io.gatehouse.upstream.Snapshot;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.call.CallOptions;
import io.gatehouse.upstream.settings.ToolEffects;
import io.gatehouse.upstream.settings.ToolTimes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// Makes a [ToolsetView] out of what the servers of a toolset last listed. The same input gives the same bytes.
public final class ViewBuilder {
    private final ToolsetSettings toolset;
    private final GatewaySettings settings;
    private final Access access;
    private final String grantable;
    private final RuleBook rules;
    /// Each scope that was asked for, and whether it is given.
    private final Map<String, Boolean> scopes = new HashMap<>();
    private final Map<String, CatalogEntry> withheld = new HashMap<>();
    private final Map<String, CatalogEntry> tools = new HashMap<>();
    private final Map<String, CatalogEntry> prompts = new HashMap<>();
    private final NavigableMap<String, ListEntry> toolList = new TreeMap<>();
    private final NavigableMap<String, ListEntry> promptList = new TreeMap<>();
    private final NavigableMap<String, ListEntry> resourceList = new TreeMap<>();
    private final NavigableMap<String, ListEntry> templateList = new TreeMap<>();
    private final Map<Upstream, Snapshot> snapshots = new LinkedHashMap<>();
    private final List<Collision> collisions = new ArrayList<>();

    /// Builds views of one toolset for callers who may do everything.
    public ViewBuilder(ToolsetSettings toolset, GatewaySettings settings) {
        this(toolset, settings, Access.EVERYTHING, "", RuleBook.NONE);
    }

    /// Builds views of one toolset.
    ///
    /// @param access of the callers who see them
    /// @param grantable the name under which roles include the toolset; empty where they include its servers only
    /// @param rules leave out the tools that cannot be called because of them
    public ViewBuilder(
            ToolsetSettings toolset, GatewaySettings settings, Access access, String grantable, RuleBook rules) {
        this.toolset = toolset;
        this.settings = settings;
        this.access = access;
        this.grantable = grantable;
        this.rules = rules;
    }

    /// @param members the servers of the toolset, each with its part in it, in the order in which names are given out
    public ToolsetView build(Map<Upstream, Member> members) {
        return buildOf(readable(members));
    }

    /// Without the prompts and resources of servers that are not to be read.
    private Map<Upstream, Member> readable(Map<Upstream, Member> members) {
        Map<Upstream, Member> readable = new LinkedHashMap<>(members);
        readable.replaceAll(
                (upstream, member) -> allowed(upstream, ToolEffects.Kind.READ) ? member : member.withToolsOnly());
        return readable;
    }

    private boolean allowed(Upstream upstream, ToolEffects.Kind effect) {
        return access.everything()
                || scopes.computeIfAbsent(
                        Effects.scope(upstream.name(), effect),
                        scope -> access.allows(grantable, upstream.name(), scope));
    }

    private ToolsetView buildOf(Map<Upstream, Member> members) {
        members.forEach((upstream, member) -> {
            Snapshot snapshot = upstream.snapshot();
            snapshots.put(upstream, snapshot);
            addPrompts(upstream, chosen(member.prompts(), snapshot.prompts()));
        });
        ResourceIndex resources = addResources(members);
        snapshots.forEach((upstream, snapshot) ->
                addTools(upstream, Objects.requireNonNull(members.get(upstream)), snapshot.tools(), resources));
        SharedTraits traits = SharedTraits.of(snapshots.values(), access.everything());
        return new ToolsetView(
                tools,
                prompts,
                resources,
                withheld,
                pages("tools", toolList, traits),
                pages("prompts", promptList, traits),
                pages("resources", resourceList, traits),
                pages("resourceTemplates", templateList, traits),
                AnnouncedCapabilities.of(snapshots),
                toolset.description(),
                SharedTraits.instructions(toolset.instructions(), snapshots),
                traits.ttlMillis(),
                traits.cacheScope(),
                List.copyOf(members.keySet()),
                ownNames(members),
                List.copyOf(collisions),
                snapshots.keySet().stream().anyMatch(upstream -> allowed(upstream, ToolEffects.Kind.READ))
                        ? toolset.modelTools()
                        : Set.of());
    }

    private boolean ownNames(Map<Upstream, Member> members) {
        return toolset.names() == Names.BARE
                || members.values().stream()
                        .flatMap(member -> member.overrides().values().stream())
                        .anyMatch(override -> override.name() != null);
    }

    private void addTools(Upstream upstream, Member member, List<Listed> listed, ResourceIndex resources) {
        List<Listed> chosen = chosen(member.tools(), listed).stream()
                .filter(tool -> fixable(member, tool))
                .toList();
        Map<String, String> names = names(upstream.name(), chosen);
        for (Listed tool : chosen) {
            ToolOverride override = member.overrides().getOrDefault(tool.key(), ToolOverride.NONE);
            String given = override.name();
            String name = given != null ? given : names.getOrDefault(tool.key(), tool.key());
            Facts facts = Facts.ofTool(upstream.settings(), tool);
            CatalogEntry entry = new CatalogEntry(
                    upstream,
                    name,
                    tool.key(),
                    override.fixedArguments(),
                    options(upstream, tool, facts.effects()),
                    facts);
            ToolEffects.Kind effect = facts.effects().kind();
            if (!allowed(upstream, effect) || rules.of(entry.toolFacts()).withheld()) {
                withheld.putIfAbsent(name, entry);
            } else if (claim("tool", tools, entry)) {
                UnaryOperator<String> pages = uri -> resources.exposed(upstream, uri);
                ListEntry listing = entry(tool, name, override, pages);
                toolList.put(name, offersTasks() ? withTasks(listing, entry, tool, override, pages) : listing);
            }
        }
    }

    /// Whether its configured arguments can be fixed: one that the tool does not take leaves open what was to be
    /// closed.
    private static boolean fixable(Member member, Listed tool) {
        ToolOverride override = member.overrides().get(tool.key());
        return override == null
                || override.fixedArguments().keySet().stream()
                        .allMatch(argument -> ArgumentFit.of(tool.definition().object("inputSchema"), argument)
                                != ArgumentFit.ABSENT);
    }

    private void addPrompts(Upstream upstream, List<Listed> listed) {
        Map<String, String> names = names(upstream.name(), listed);
        for (Listed prompt : listed) {
            String name = names.getOrDefault(prompt.key(), prompt.key());
            if (claim(
                    "prompt",
                    prompts,
                    new CatalogEntry(
                            upstream, name, prompt.key(), Map.of(), CallOptions.READING, Facts.ofPrompt(prompt)))) {
                promptList.put(name, entry(prompt, name, ToolOverride.NONE, UnaryOperator.identity()));
            }
        }
    }

    private ResourceIndex addResources(Map<Upstream, Member> members) {
        Map<Upstream, List<Listed>> resources = new LinkedHashMap<>();
        ResourceIndex.Builder builder = new ResourceIndex.Builder();
        members.forEach((upstream, member) -> {
            Snapshot snapshot = Objects.requireNonNull(snapshots.get(upstream));
            List<Listed> listed = chosen(member.resources(), snapshot.resources());
            resources.put(upstream, listed);
            List<String> pages = chosen(member.tools(), snapshot.tools()).stream()
                    .flatMap(tool -> PageUris.of(tool.definition()).stream())
                    .toList();
            builder.add(upstream, member.resources(), listed, snapshot.templates(), pages);
            for (Listed template : chosen(member.resources(), snapshot.templates())) {
                templateList.putIfAbsent(
                        template.key(), ListEntry.of(template.definition().whole()));
            }
        });
        ResourceIndex index = builder.build();
        resources.forEach((upstream, listed) -> {
            for (Listed resource : listed) {
                String exposed = index.exposed(upstream, resource.key());
                resourceList.put(
                        exposed,
                        ListEntry.of(
                                exposed.equals(resource.key())
                                        ? resource.definition().whole()
                                        : withUri(resource, exposed)));
            }
        });
        return index;
    }

    private static ListEntry entry(Listed listed, String name, ToolOverride override, UnaryOperator<String> pages) {
        TaskSupport tasks = TaskSupport.withoutTasks(listed);
        Slice modern = ToolDefinition.edited(listed.definition(), name, override, tasks, pages);
        if (listed.legacy() == listed.definition()) {
            return ListEntry.of(modern);
        }
        Slice older = ToolDefinition.edited(listed.legacy(), name, override, tasks, pages);
        return new ListEntry(modern, older, older);
    }

    /// Whether clients of 2025-11-25 are offered tasks.
    private boolean offersTasks() {
        return snapshots.keySet().stream().anyMatch(upstream -> TaskSupport.offered(upstream.settings()));
    }

    private static ListEntry withTasks(
            ListEntry entry, CatalogEntry tool, Listed listed, ToolOverride override, UnaryOperator<String> pages) {
        TaskSupport tasks = TaskSupport.amongTasks(tool.upstream().settings(), listed);
        return tasks == TaskSupport.withoutTasks(listed)
                ? entry
                : new ListEntry(
                        entry.modern(),
                        ToolDefinition.edited(listed.legacy(), tool.exposed(), override, tasks, pages),
                        entry.older());
    }

    private static Slice withUri(Listed resource, String uri) {
        return Slice.of(new Splice(resource.definition().whole())
                .change(resource.definition(), Map.of("uri", Json.quoted(uri)))
                .toBytes());
    }

    private static List<Listed> chosen(Selection selection, List<Listed> listed) {
        return selection.equals(Selection.ALL)
                ? listed
                : listed.stream()
                        .filter(entry -> selection.includes(entry.key()))
                        .toList();
    }

    /// What calls of a tool need: the times of its exact name, else of the first pattern that matches.
    private static CallOptions options(Upstream upstream, Listed tool, Effects effects) {
        ToolTimes times = Glob.best(upstream.settings().toolTimes(), ToolTimes::tools, tool.key());
        return new CallOptions(
                times == null ? null : times.callTimeout(),
                times == null ? null : times.callLimit(),
                tool.headers(),
                effects.repeatable(),
                tool.onlyAsTask());
    }

    /// The names of one server's tools or prompts. Two of its names that become the same by leaving out characters that
    /// are not allowed are told apart by a digest; the one that was legal keeps its name.
    private Map<String, String> names(String server, List<Listed> listed) {
        Map<String, String> names = new HashMap<>();
        if (toolset.names() == Names.BARE) {
            return names;
        }
        Set<String> taken = new HashSet<>();
        for (boolean exact : new boolean[] {true, false}) {
            for (Listed entry : listed) {
                String name = ExposedName.prefixed(server, entry.key(), settings.maxNameLength());
                if (name.equals(server + "_" + entry.key()) == exact) {
                    String free = taken.add(name)
                            ? name
                            : ExposedName.distinct(server, entry.key(), settings.maxNameLength());
                    names.putIfAbsent(entry.key(), free);
                }
            }
        }
        return names;
    }

    private boolean claim(String kind, Map<String, CatalogEntry> owners, CatalogEntry entry) {
        CatalogEntry first = owners.putIfAbsent(entry.exposed(), entry);
        if (first == null) {
            return true;
        }
        collisions.add(new Collision(
                toolset.name(),
                kind,
                entry.exposed(),
                List.of(first.upstream().name(), entry.upstream().name())));
        return false;
    }

    private ListPages pages(String member, NavigableMap<String, ListEntry> entries, SharedTraits traits) {
        return new ListPages(member, entries, settings.pageSize(), traits.ttlMillis(), traits.cacheScope());
    }
}
