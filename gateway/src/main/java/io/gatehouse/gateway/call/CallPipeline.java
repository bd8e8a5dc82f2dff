package io.gatehouse.gateway.call;

import io.gatehouse.gateway.bridge.Bridge;
import io.gatehouse.gateway.bridge.ParkedCalls;
import io.gatehouse.gateway.catalog.Toolset;
import io.gatehouse.gateway.policy.Passage;
import io.gatehouse.gateway.policy.Step;
import io.gatehouse.gateway.policy.Way;
import io.gatehouse.gateway.record.CallObserver;
import io.gatehouse.protocol.Exchange;
import io.gatehouse.protocol.Filter;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import java.util.function.Supplier;

/// The one way of everything that is asked of a toolset, step by step. Every door and every kind of system uses it;
/// there is no side entrance. A step finishes now or later; one that has nothing to do here is left out.
public final class CallPipeline {
    private final String door;
    private final Bridge bridge;
    private final Supplier<FirstLists> firstLists;
    private final Way<RunningCall> calls;
    private final Way<RunningCall> answers;
    private final Way<Listing> lists;
    private final Way<Subscription> subscriptions;
    private final Way<Announcement> announcements;
    private final Way<Question> questions;
    private final Way<Question> ownQuestions;
    private final Way<ToolsetPassage> ends;

    /// @param firstLists holds back the first requests; asked for each
    /// @param bridge what calls of several rounds need
    /// @param relay whether the servers are gateways, which say themselves what became of a call
    /// @param door the door that asks, for records
    public CallPipeline(
            Supplier<FirstLists> firstLists, Oversight oversight, Bridge bridge, boolean relay, String door) {
        this.door = door;
        this.bridge = bridge;
        this.firstLists = firstLists;
        AwaitLists awaitLists = new AwaitLists(firstLists);
        Step<Passage> decide = oversight.guard().decide();
        Step<Passage> note = oversight.guard().note();

        calls = Way.of(
                awaitLists,
                new Resolve(),
                new MatchHeaders(),
                new OpenState(bridge.states()),
                new EditRequest(),
                new ResumeParked(),
                decide,
                new CheckArgumentSchema(),
                note,
                RunningCall::send);
        answers = Way.of(new RunRounds(), new OpenUrls(), new SealState(bridge.states()), new ShapeAnswer(relay));
        lists = Way.of(awaitLists, decide, Listing::page);
        subscriptions = Way.of(awaitLists, decide, Subscription::begin);
        announcements = Way.of(decide, Announcement::deliver);
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

    /// The door that asks.
    String door() {
        return door;
    }

    /// Answers a request for a list or a call of a tool, prompt, resource, completion, or of a method that the gateway
    /// does not know.
    public void request(Request request, Exchange exchange, Toolset toolset) {
        switch (request.method()) {
            case Method.TOOLS_LIST, Method.PROMPTS_LIST, Method.RESOURCES_LIST, Method.RESOURCES_TEMPLATES_LIST ->
                list(request, exchange, toolset, exchange.peer().revision().modern());
            default -> calls.enter(new RunningCall(this, request, exchange, toolset));
        }
    }

    /// Answers a request for a page of a list.
    ///
    /// @param modern whether the definitions are wanted as 2026-07-28 has them
    void list(Request request, Exchange exchange, Toolset toolset, boolean modern) {
        lists.enter(new Listing(this, request, exchange, toolset, modern));
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
