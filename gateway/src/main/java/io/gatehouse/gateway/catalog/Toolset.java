package io.gatehouse.gateway.catalog;

import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.upstream.Upstream;
import io.gatehouse.upstream.UpstreamListener.Hearers;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// A toolset while it is in use: what it offers now, and those who want to hear when that changes.
public final class Toolset {
    /// The most work that the URIs of one result take: some milliseconds. Those beyond it are renamed unseen.
    private static final long URIS_OF_A_RESULT = 1 << 22;

    /// Addresses of resources that are remembered with the server that they come from.
    private static final int REMEMBERED_URIS = 10_000;

    private final SeenUris seenUris = new SeenUris(REMEMBERED_URIS);
    private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean stale = new AtomicBoolean();
    private final String name;
    private volatile ToolsetView view;
    private volatile boolean ended;

    /// A toolset that begins with this view.
    ///
    /// @param name tells it apart from all others
    public Toolset(String name, ToolsetView view) {
        this.name = name;
        this.view = view;
    }

    /// What tells it apart from all others.
    public String name() {
        return name;
    }

    /// What it offers now.
    public ToolsetView view() {
        return view;
    }

    /// Whether it is not offered any more as it was: it was removed, or roles changed.
    public boolean ended() {
        return ended;
    }

    /// Whether somebody wants to hear of changes.
    boolean heard() {
        return !subscribers.isEmpty();
    }

    /// Notes that the view no longer tells what the servers list.
    void markStale() {
        stale.set(true);
    }

    /// Whether the view was stale; whoever is told so makes the next one.
    boolean takeStale() {
        return stale.compareAndSet(true, false);
    }

    /// Puts a new view in place and tells subscribers which lists differ.
    public void show(ToolsetView next) {
        ToolsetView last = view;
        view = next;
        if (!last.toolPages().same(next.toolPages())) {
            tell(Notification.of(Method.TOOLS_CHANGED, null));
        }
        if (!last.promptPages().same(next.promptPages())) {
            tell(Notification.of(Method.PROMPTS_CHANGED, null));
        }
        if (!last.resourcePages().same(next.resourcePages())
                || !last.templatePages().same(next.templatePages())) {
            tell(Notification.of(Method.RESOURCES_CHANGED, null));
        }
    }

    /// Tells subscribers that a resource of one of its servers changed.
    ///
    /// @param hearers who may hear of it
    public void resourceUpdated(Upstream upstream, Notification notification, Hearers hearers) {
        String uri =
                notification.params() == null ? null : notification.params().string("uri");
        if (uri == null || !view.resources().offers(upstream, uri)) {
            return;
        }
        String exposed = exposed(upstream, uri, new WorkBudget(URIS_OF_A_RESULT));
        boolean renamed = !exposed.equals(uri);
        tell(
                renamed
                        ? Notification.of(Method.RESOURCE_UPDATED, "{\"uri\":" + Json.quote(exposed) + "}")
                        : notification,
                hearers);
    }

    /// The owner of a URI: listed, matched by a template, or seen in a result before; null when nobody is known, or
    /// several are.
    public ResourceIndex.@Nullable Owner owner(ToolsetView in, String uri) {
        return in.resources().find(uri, seenUris.owner(uri));
    }

    /// The URIs in a server's result as clients see them: as they are, unless that would lead to another server. Notes
    /// whose they are.
    public UnaryOperator<String> namer(Upstream upstream) {
        WorkBudget work = new WorkBudget(URIS_OF_A_RESULT);
        return uri -> {
            String exposed = exposed(upstream, uri, work);
            if (exposed.equals(uri)) {
                seenUris.remember(uri, upstream);
            }
            return exposed;
        };
    }

    private String exposed(Upstream upstream, String uri, WorkBudget work) {
        ResourceIndex index = view.resources();
        String listed = index.exposed(upstream, uri);
        if (index.single() || !listed.equals(uri)) {
            return listed;
        }
        Collection<Upstream> claimants = index.claimants(uri, work);
        Upstream seen = claimants.isEmpty() ? seenUris.owner(uri) : null;
        boolean own = claimants.isEmpty()
                ? seen == null || seen == upstream || !index.offers(seen, uri)
                : claimants.size() == 1 && claimants.contains(upstream);
        return own && !work.spent() ? uri : QualifiedUri.of(upstream.name(), uri);
    }

    /// Lets a listener hear what passes its filter until the returned listening is closed.
    ///
    /// @param caller for whom it listens
    public Handler.Listening subscribe(Caller caller, Filter filter, Handler.Listener listener) {
        Subscriber subscriber = new Subscriber(caller, filter, listener);
        subscribers.add(subscriber);
        AtomicBoolean open = new AtomicBoolean(true);
        return () -> {
            if (open.compareAndSet(true, false)) {
                subscribers.remove(subscriber);
            }
        };
    }

    /// Tells all subscribers that nothing more will come.
    void end() {
        ended = true;
        subscribers.forEach(subscriber -> subscriber.listener().ended());
        subscribers.clear();
    }

    private void tell(Notification notification) {
        tell(notification, Hearers.ALL);
    }

    private void tell(Notification notification, Hearers hearers) {
        subscribers.forEach(subscriber -> {
            if (subscriber.filter().passes(notification) && hearers.include(subscriber.caller())) {
                subscriber.listener().notification(notification);
            }
        });
    }

    /// Identity counts: the same listener may subscribe twice.
    private static final class Subscriber {
        private final Caller caller;
        private final Filter filter;
        private final Handler.Listener listener;

        Subscriber(Caller caller, Filter filter, Handler.Listener listener) {
            this.caller = caller;
            this.filter = filter;
            this.listener = listener;
        }

        Caller caller() {
            return caller;
        }

        Filter filter() {
            return filter;
        }

        Handler.Listener listener() {
            return listener;
        }
    }
}
