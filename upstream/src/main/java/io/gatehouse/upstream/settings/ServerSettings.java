package io.gatehouse.upstream.settings;

import io.gatehouse.protocol.Limits;
import io.gatehouse.protocol.Secrets;
import io.gatehouse.upstream.reading.ServerWarning;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How one server behind the gateway is reached and used. Make one with [#of] and change what differs.
///
/// @param name its name, unique among all
/// @param transport the way to it
/// @param connectTimeout for connecting and the first exchange, 10 s; 60 s for a program, which may have to be
///     downloaded first
/// @param callTimeout how long a call may go without progress, 5 min
/// @param callLimit how long a call may take in all, 1 h
/// @param toolTimes other times for single tools: the exact name counts, else the first pattern that matches
/// @param listTimeout for all pages of one list, 10 s
/// @param sessions how client sessions use connections
/// @param maxOwnConnections connections for single sessions at once, 32; past it a call waits 2 s for one and is then
///     refused
/// @param ownIdle how long such a connection may go unused, 10 min
/// @param required whether the gateway counts as not ready without it
/// @param validate whether arguments are checked against the tools' schemas
/// @param maxInFlight calls at once, 1,000
/// @param breaker when calls are held back because the last ones failed
/// @param health a page that says whether it is well, or null
/// @param roots URIs that the gateway itself names when the server asks for roots; empty leaves that to the client
/// @param crashLoop process exits within the crash window after which one that was never up is given up, 5
/// @param lists bounds on listing
/// @param child bounds on its process, where it is one
/// @param retries how what failed is tried again
/// @param drain for calls in flight after the server was changed or removed, 1 min
/// @param answerDepth how deep an answer may nest, 1 to 500, 128
/// @param modelTools what of it beside its tools a model gets as tools, nothing
/// @param warnings what is odd in the file that names it and was put up with, nothing; without line numbers, because
///     other settings make the server start anew
/// @param effects where it is said what its tools do to the world: in its annotations alone
/// @param approvals whose word calls of its tools need: an exact name counts, else the first pattern that matches
/// @param secrets what must not be shown beside its variables and headers: what variables of the configuration stood
/// for
/// @param callerToken what a token is for that a request brings, to be used
/// @param tasksAfter after how long a call becomes a task for a client that knows tasks, where the server does not;
/// zero for never, which is the default; unless it is zero, clients of 2025-11-25 may call the tools as tasks
/// @param callers how it tells callers apart: not at all
public record ServerSettings(
        String name,
        Transport transport,
        Duration connectTimeout,
        Duration callTimeout,
        Duration callLimit,
        List<ToolTimes> toolTimes,
        Duration listTimeout,
        Sessions sessions,
        int maxOwnConnections,
        Duration ownIdle,
        boolean required,
        boolean validate,
        int maxInFlight,
        BreakerSettings breaker,
        @Nullable HealthSettings health,
        List<String> roots,
        int crashLoop,
        ListBounds lists,
        ChildBounds child,
        RetryBounds retries,
        Duration drain,
        int answerDepth,
        Set<ModelTools> modelTools,
        List<ServerWarning> warnings,
        EffectRules effects,
        List<ToolApproval> approvals,
        Secrets secrets,
        CallerToken callerToken,
        Duration tasksAfter,
        CallerSettings callers) {

    /// The usual time for connecting to a server by its address, and to one that is started.
    public static final Duration CONNECT = Duration.ofSeconds(10);

    /// The usual time for connecting to a server that is started as a program.
    public static final Duration CONNECT_PROGRAM = Duration.ofSeconds(60);

    /// Clients of one tenant or caller may have this part of the connections for single clients.
    private static final int PARTY_SHARE = 4;

    /// The deepest that an answer can be allowed to nest.
    public static final int MOST_DEPTH = 500;

    /// @throws IllegalArgumentException when a duration is not more than zero or a bound is out of range
    public ServerSettings {
        modelTools = Set.copyOf(modelTools);
        warnings = List.copyOf(warnings);
        roots = List.copyOf(roots);
        toolTimes = List.copyOf(toolTimes);
        approvals = List.copyOf(approvals);
        positive("connectTimeout", connectTimeout);
        positive("callTimeout", callTimeout);
        positive("callLimit", callLimit);
        positive("listTimeout", listTimeout);
        positive("ownIdle", ownIdle);
        if (answerDepth < 1 || answerDepth > MOST_DEPTH) {
            throw new IllegalArgumentException("server " + name + ": answerDepth must be 1 to " + MOST_DEPTH);
        }
        if (maxInFlight < 1 || maxOwnConnections < 0 || crashLoop < 1) {
            throw new IllegalArgumentException(
                    "server " + name + ": maxInFlight and crashLoop must be at least 1, maxOwnConnections at least 0");
        }
    }

    /// A server with the default settings.
    public static ServerSettings of(String name, Transport transport) {
        return new Builder(name, transport).build();
    }

    /// A builder that starts with the defaults.
    public static Builder builder(String name, Transport transport) {
        return new Builder(name, transport);
    }

    /// The same settings for a server of another name that is reached another way.
    public ServerSettings with(String otherName, Transport other) {
        return new Builder(this, otherName, other).build();
    }

    /// The same with what is odd in the file that names it.
    public ServerSettings with(List<ServerWarning> found) {
        return new Builder(this, name, transport).warnings(found).build();
    }

    /// The same server as a party of its own sees it: one tenant or caller, for whom its connections are shared.
    public ServerSettings forParty(Transport way) {
        return new Builder(this, name, way)
                .sessions(Sessions.AUTO)
                .health(null)
                .maxOwnConnections(Math.ceilDiv(maxOwnConnections, PARTY_SHARE))
                .build();
    }

    /// The same for calls with a token of their own.
    public ServerSettings withOwnToken(Transport way) {
        return new Builder(this, name, way)
                .sessions(sessions.apart() ? Sessions.AUTO : sessions)
                .callers(callers.withoutAuthorization())
                .build();
    }

    /// The same with more that must not be shown.
    public ServerSettings hiding(Collection<String> values) {
        return new Builder(this, name, transport).secrets(secrets.with(values)).build();
    }

    private static void positive(String field, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(field + " must be more than zero");
        }
    }

    /// Puts settings together; what is not set keeps its default.
    public static final class Builder {
        private final String name;
        private final Transport transport;
        private Duration connectTimeout;
        private Duration callTimeout = Duration.ofMinutes(5);
        private Duration tasksAfter = Duration.ZERO;
        private Duration callLimit = Duration.ofHours(1);
        private List<ToolTimes> toolTimes = List.of();
        private Duration listTimeout = Duration.ofSeconds(10);
        private Sessions sessions = Sessions.AUTO;
        private int maxOwnConnections = 32;
        private Duration ownIdle = Duration.ofMinutes(10);
        private boolean required;
        private boolean validate;
        private int maxInFlight = 1_000;
        private BreakerSettings breaker = BreakerSettings.DEFAULT;
        private @Nullable HealthSettings health;
        private List<String> roots = List.of();
        private int crashLoop = 5;
        private ListBounds lists = ListBounds.DEFAULT;
        private ChildBounds child = ChildBounds.DEFAULT;
        private RetryBounds retries = RetryBounds.DEFAULT;
        private Duration drain = Duration.ofMinutes(1);
        private int answerDepth = Limits.DEFAULT.maxDepth();
        private Set<ModelTools> modelTools = Set.of();
        private List<ServerWarning> warnings = List.of();
        private EffectRules effects = EffectRules.DEFAULT;
        private List<ToolApproval> approvals = List.of();
        private Secrets secrets = Secrets.NONE;
        private CallerToken callerToken = CallerToken.USE;
        private CallerSettings callers = CallerSettings.DEFAULT;

        private Builder(String name, Transport transport) {
            this.name = name;
            this.transport = transport;
            this.connectTimeout = transport instanceof Transport.Stdio ? CONNECT_PROGRAM : CONNECT;
        }

        /// Everything else as in other settings.
        private Builder(ServerSettings other, String name, Transport transport) {
            this.name = name;
            this.transport = transport;
            this.connectTimeout = other.connectTimeout;
            this.callTimeout = other.callTimeout;
            this.callLimit = other.callLimit;
            this.toolTimes = other.toolTimes;
            this.listTimeout = other.listTimeout;
            this.sessions = other.sessions;
            this.maxOwnConnections = other.maxOwnConnections;
            this.ownIdle = other.ownIdle;
            this.required = other.required;
            this.validate = other.validate;
            this.maxInFlight = other.maxInFlight;
            this.breaker = other.breaker;
            this.health = other.health;
            this.roots = other.roots;
            this.crashLoop = other.crashLoop;
            this.lists = other.lists;
            this.child = other.child;
            this.retries = other.retries;
            this.drain = other.drain;
            this.answerDepth = other.answerDepth;
            this.modelTools = other.modelTools;
            this.warnings = other.warnings;
            this.effects = other.effects;
            this.approvals = other.approvals;
            this.secrets = other.secrets;
            this.callerToken = other.callerToken;
            this.tasksAfter = other.tasksAfter;
            this.callers = other.callers;
        }

        /// Sets how long connecting may take, more than zero; default 60 s for a program, 10 s for others.
        public Builder connectTimeout(Duration value) {
            connectTimeout = value;
            return this;
        }

        /// Sets how long a call may go without progress, more than zero (default 5 min).
        public Builder callTimeout(Duration value) {
            callTimeout = value;
            return this;
        }

        /// Sets how long a call may take in all, more than zero (default 1 h).
        public Builder callLimit(Duration value) {
            callLimit = value;
            return this;
        }

        /// Sets other times for some tools (default none).
        public Builder toolTimes(List<ToolTimes> value) {
            toolTimes = value;
            return this;
        }

        /// Sets how long all pages of one list may take, more than zero (default 10 s).
        public Builder listTimeout(Duration value) {
            listTimeout = value;
            return this;
        }

        /// Sets how client sessions use connections (default [Sessions#AUTO]).
        public Builder sessions(Sessions value) {
            sessions = value;
            return this;
        }

        /// Sets the maximum number of connections for single sessions, at least 0 (default 32).
        public Builder maxOwnConnections(int value) {
            maxOwnConnections = value;
            return this;
        }

        /// Sets after which time without use such a connection is closed, more than zero (default 10 min).
        public Builder ownIdle(Duration value) {
            ownIdle = value;
            return this;
        }

        /// Sets whether the gateway is ready only when this server is (default no).
        public Builder required(boolean value) {
            required = value;
            return this;
        }

        /// Sets whether arguments are checked against the schema of their tool before they are sent (default no).
        public Builder validate(boolean value) {
            validate = value;
            return this;
        }

        /// After how many failed calls in a row further ones are held back; 0 for never.
        public Builder breakAfter(int failures) {
            breaker = new BreakerSettings(failures, breaker.pause());
            return this;
        }

        /// How long they are held back.
        public Builder breakFor(Duration pause) {
            breaker = new BreakerSettings(breaker.failures(), pause);
            return this;
        }

        /// Sets the page that says whether the server is well (default none).
        public Builder health(@Nullable HealthSettings value) {
            health = value;
            return this;
        }

        /// Sets the maximum number of calls in flight, at least 1 (default 1,000).
        public Builder maxInFlight(int value) {
            maxInFlight = value;
            return this;
        }

        /// Sets the URIs that the server is told as its roots; with none, the client is asked (default none).
        public Builder roots(List<String> value) {
            roots = value;
            return this;
        }

        /// Sets how many ends within a minute give a program up that was never up, at least 1 (default 5).
        public Builder crashLoop(int value) {
            crashLoop = value;
            return this;
        }

        /// Sets the bounds on its lists.
        public Builder lists(ListBounds value) {
            lists = value;
            return this;
        }

        /// Sets the bounds on its process.
        public Builder child(ChildBounds value) {
            child = value;
            return this;
        }

        /// Sets how long to wait between attempts to connect.
        public Builder retries(RetryBounds value) {
            retries = value;
            return this;
        }

        /// Sets how long calls in flight may go on after the server was changed or removed (default 1 min).
        public Builder drain(Duration value) {
            drain = value;
            return this;
        }

        /// Sets how deep an answer may nest, 1 to [#MOST_DEPTH] levels (default 128).
        public Builder answerDepth(int value) {
            answerDepth = value;
            return this;
        }

        /// Sets what models get as tools beside its tools (default nothing).
        public Builder modelTools(Set<ModelTools> value) {
            modelTools = value;
            return this;
        }

        /// Sets what is odd in the file that names the server (default nothing).
        public Builder warnings(List<ServerWarning> value) {
            warnings = value;
            return this;
        }

        /// Sets where it is said what its tools do to the world (default in their annotations alone).
        public Builder effects(EffectRules value) {
            effects = value;
            return this;
        }

        /// Sets whose word calls of its tools need (default none is demanded).
        public Builder approvals(List<ToolApproval> value) {
            approvals = value;
            return this;
        }

        /// Sets what must not be shown of these settings (default nothing).
        public Builder secrets(Secrets value) {
            secrets = value;
            return this;
        }

        /// Sets how it tells callers apart (default not at all).
        public Builder callers(CallerSettings value) {
            callers = value;
            return this;
        }

        /// Sets what becomes of a token that a request gives for this server (default used).
        public Builder callerToken(CallerToken value) {
            callerToken = value;
            return this;
        }

        /// Sets after how long a call becomes a task, zero for never (default). Unless it is zero, clients of
        /// 2025-11-25
        /// may call the tools as tasks.
        public Builder tasksAfter(Duration value) {
            tasksAfter = value;
            return this;
        }

        /// Makes the settings.
        ///
        /// @throws IllegalArgumentException when a value is out of range
        public ServerSettings build() {
            return new ServerSettings(
                    name,
                    transport,
                    connectTimeout,
                    callTimeout,
                    callLimit,
                    toolTimes,
                    listTimeout,
                    sessions,
                    maxOwnConnections,
                    ownIdle,
                    required,
                    validate,
                    maxInFlight,
                    breaker,
                    health,
                    roots,
                    crashLoop,
                    lists,
                    child,
                    retries,
                    drain,
                    answerDepth,
                    modelTools,
                    warnings,
                    effects,
                    approvals,
                    secrets,
                    callerToken,
                    tasksAfter,
                    callers);
        }
    }
}
