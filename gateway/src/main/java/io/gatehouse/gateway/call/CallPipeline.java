package io.gatehouse.gateway.call;

import io.gatehouse.gateway.bridge.Bridge;
import io.gatehouse.gateway.bridge.ParkedCalls;
import io.gatehouse.gateway.bridge.RequestStates;
import io.gatehouse.gateway.bridge.RoundBinding;
import io.gatehouse.gateway.bridge.RoundState;
import io.gatehouse.gateway.catalog.ListForm;
import io.gatehouse.gateway.catalog.Toolset;
import io.gatehouse.gateway.policy.Passage;
import io.gatehouse.gateway.policy.Step;
import io.gatehouse.gateway.policy.Way;
import io.gatehouse.gateway.record.CallObserver;
import io.gatehouse.gateway.tasks.KeptTasks;
import io.gatehouse.gateway.tasks.TaskIds;
import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.seal.KeyRing;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The one way of everything that is asked of a toolset, step by step. Every door and every kind of system uses it;
/// there is no side entrance. A step finishes now or later; one that has nothing to do here is left out.
public final class CallPipeline {
    /// The door at which clients of 2026-07-28 say themselves what they can do.
    private static final String MCP = "mcp";
    /// The door that calls tools for the requests of its clients.
    private static final String MESSAGES = "messages";

    private final String door;
    private final Bridge bridge;
    private final Supplier<FirstLists> firstLists;
    private final boolean relay;
    private final @Nullable TaskIds taskIds;
    private final KeptTasks keptTasks;
    private final Way<RunningCall> calls;
    private final Way<RunningCall> tasks;
    private final Way<RunningCall> answers;
    private final Way<Listing> lists;
    private final Way<TaskListing> taskLists;
    private final Way<Subscription> subscriptions;
    private final Way<Announcement> announcements;
    private final Way<TaskNews> news;
    private final Way<Question> questions;
    private final Way<Question> ownQuestions;
    private final Way<ToolsetPassage> ends;

    /// @param firstLists holds back the first requests; asked for each
    /// @param bridge what calls of several rounds need
    /// @param keptTasks the calls that have become tasks of this gateway
    /// @param relay whether the servers are gateways, which say themselves what became of a call
    /// @param door the door that asks, for records
    public CallPipeline(
            Supplier<FirstLists> firstLists,
            Oversight oversight,
            Bridge bridge,
            KeptTasks keptTasks,
            boolean relay,
            String door) {
        this.door = door;
        this.bridge = bridge;
        this.firstLists = firstLists;
        this.relay = relay;
        this.keptTasks = keptTasks;
        KeyRing keys = bridge.keys();
        this.taskIds = keys == null ? null : new TaskIds(keys, bridge.replica(), InstantSource.system());
        AwaitLists awaitLists = new AwaitLists(firstLists);
        Step<Passage> decide = oversight.guard().decide();
        Step<Passage> note = oversight.guard().note();

        calls = Way.of(
                awaitLists,
                new Resolve(),
                new WantedTask(),
                new MatchHeaders(),
                new OpenState(bridge.states()),
                new EditRequest(),
                oversight.guard().admit(),
                new SlowRepeats(oversight.guard().limits()),
                oversight.guard().take(),
                new ResumeParked(),
                new RefuseHeld(),
                oversight.guard().consider(),
                new CheckArgumentSchema(),
                oversight.guard().reach(),
                note,
                new BeginTask(),
                RunningCall::send);
        tasks = Way.of(
                awaitLists, new ResolveTask(taskIds, keptTasks), new EditRequest(), decide, note, RunningCall::send);
        answers = Way.of(
                new DeclareTasks(door.equals(MCP)),
                new RunRounds(),
                new OpenUrls(),
                new SealState(bridge.states()),
                new SealTask(taskIds),
                new ShapeAnswer());
        lists = Way.of(awaitLists, decide, Listing::page);
        taskLists = Way.of(awaitLists, decide, TaskListing::page);
        subscriptions = Way.of(awaitLists, decide, Subscription::begin);
        announcements = Way.of(decide, Announcement::deliver);
        news = Way.of(decide, TaskNews::deliver);
        questions = Way.of(decide, Question::put);
        ownQuestions = Way.of(Question::put);
        ends = Way.of(KeepRecord.in(oversight.ledger()), record(oversight.observer()), ToolsetPassage::answer);
    }

    private static Step<ToolsetPassage> record(CallObserver observer) {
        return passage -> {
            observer.ended(passage.record());
            return true;
        };
    }

    /// Where calls wait for answers.
    ParkedCalls parked() {
        return bridge.parked();
    }

    /// Whether the servers are gateways, which say themselves what became of a call.
    boolean relay() {
        return relay;
    }

    /// Seals the ids of tasks; null where they pass as they are.
    @Nullable
    TaskIds taskIds() {
        return taskIds;
    }

    /// The calls that have become tasks of this gateway.
    KeptTasks keptTasks() {
        return keptTasks;
    }

    /// Time.
    Timers timers() {
        return bridge.timers();
    }

    /// The state of a call as the client gets it.
    String sealed(RoundState state, RoundBinding binding) {
        RequestStates states = bridge.states();
        return String.valueOf(states == null ? null : states.seal(state, binding));
    }

    /// The id of the session that a request belongs to; null where it belongs to none. That to which the caller's token
    /// is bound comes first; the calls that a door makes for one request to a model share the id of that.
    @Nullable
    String session(Exchange client, String requestId) {
        String bound = client.peer().caller().boundSession();
        if (!bound.isEmpty()) {
            return bound;
        }
        if (door.equals(MESSAGES)) {
            return requestId;
        }
        Peer.Session session = client.peer().session();
        return session == null ? null : session.id();
    }

    /// The door that asks.
    String door() {
        return door;
    }

    /// Answers a request for a list or a call of a tool, prompt, resource, completion, or of a method that the gateway
    /// does not know.
    public void request(Request request, Exchange exchange, Toolset toolset) {
        switch (request.method()) {
            case Method.TOOLS_LIST, Method.PROMPTS_LIST, Method.RESOURCES_LIST, Method.RESOURCES_TEMPLATES_LIST ->
                list(request, exchange, toolset, ListForm.of(exchange.peer().revision()));
            case Method.TASKS_LIST -> taskLists.enter(new TaskListing(this, request, exchange, toolset));
            case Method.TASKS_GET, Method.TASKS_UPDATE, Method.TASKS_CANCEL, Method.TASKS_RESULT ->
                tasks.enter(new RunningCall(this, request, exchange, toolset));
            default -> calls.enter(new RunningCall(this, request, exchange, toolset));
        }
    }

    /// Answers a request for a page of a list.
    ///
    /// @param form in which the definitions are wanted
    void list(Request request, Exchange exchange, Toolset toolset, ListForm form) {
        lists.enter(new Listing(this, request, exchange, toolset, form));
    }

    /// Begins to tell a client of changes.
    Handler.Listening listen(Filter filter, Peer client, Toolset toolset, Handler.Listener listener) {
        Subscription subscription = new Subscription(this, filter, client, toolset, listener);
        subscriptions.enter(subscription);
        return subscription;
    }

    /// Hands a client's notification to its servers.
    void notify(Notification notification, Peer client, Toolset toolset) {
        announcements.enter(new Announcement(this, notification, client, toolset));
    }

    /// Runs an action once the servers of a toolset have listed, or their time is up.
    void whenListed(Toolset toolset, Runnable action) {
        if (firstLists.get().there(toolset, action)) {
            action.run();
        }
    }

    /// A call's server has answered.
    void answered(RunningCall call) {
        answers.enter(call);
    }

    /// A server tells of a task.
    void tell(TaskNews told) {
        news.enter(told);
    }

    /// A call's server asks its client something.
    void ask(Question question) {
        questions.enter(question);
    }

    /// The gateway asks a call's client something.
    void askOwn(Question question) {
        ownQuestions.enter(question);
    }

    /// Something has ended: its record is kept and told, and its answer leaves.
    void finish(ToolsetPassage ended) {
        ends.enter(ended);
    }
}
