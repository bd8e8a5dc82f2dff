package io.gatehouse.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.store.ApprovalCall.Asker;
import io.gatehouse.store.ApprovalDecision.Decider;
import io.gatehouse.store.StoredApproval.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests for approval, in every kind of store.
abstract class ApprovalsContract extends StoreContract {
    private static final ApprovalTerms HOUR = terms(3);
    private static final Asker AGENT = new Asker("acme", "KEY 5:agent", "agent", "ops");
    private static final Decider ANN = new Decider("ann", "KEY 3:ann", false);

    private static ApprovalTerms terms(int mostWaiting) {
        return new ApprovalTerms(
                "it destroys data", Duration.ofHours(1), mostWaiting, caller -> caller.startsWith("DELEGATE"));
    }

    private static ApprovalCall call(String arguments) {
        return new ApprovalCall(AGENT, "crm", "delete", "d1", arguments);
    }

    @Test
    void theSameCallFindsItsRequestAgain() throws Exception {
        StoredApproval made = pending(call("{\"id\":1}"), NOW);
        assertThat(made.call()).isEqualTo(call("{\"id\":1}"));
        assertThat(made.why()).isEqualTo("it destroys data");
        assertThat(made.state(NOW)).isEqualTo(State.WAITING);
        assertThat(made.created()).isEqualTo(NOW);
        assertThat(made.expires()).isEqualTo(NOW.plus(Duration.ofHours(1)));
        assertThat(made.decision()).isNull();
        assertThat(pending(call("{\"id\":1}"), NOW.plusSeconds(9))).isEqualTo(made);
        assertThat(store.approvals().waiting("", 0, 100, NOW)).containsExactly(made);
        assertThat(store.approvals().get(made.number())).isEqualTo(made);
        assertThat(store.approvals().get(made.number() + 1)).isNull();
    }

    @Test
    void whateverElseItIsMakesAnotherRequest() throws Exception {
        List<ApprovalCall> calls = List.of(
                call("{\"id\":1}"),
                call("{\"id\":1} "),
                new ApprovalCall(AGENT, "crm", "delete", "d2", "{\"id\":1}"),
                new ApprovalCall(AGENT, "crm", "del", "ete", "{\"id\":1}"),
                new ApprovalCall(AGENT, "other", "delete", "d1", "{\"id\":1}"),
                new ApprovalCall(new Asker("acme", "KEY 5:other", "agent", "ops"), "crm", "delete", "d1", "{\"id\":1}"),
                new ApprovalCall(
                        new Asker("globex", "KEY 5:agent", "agent", "ops"), "crm", "delete", "d1", "{\"id\":1}"));
        ApprovalTerms many = terms(100);
        List<Long> numbers = new ArrayList<>();
        for (ApprovalCall call : calls) {
            numbers.add(((ApprovalClaim.Pending) store.approvals().claim(call, many, NOW))
                    .approval()
                    .number());
        }
        assertThat(numbers).doesNotHaveDuplicates();
        approve(numbers.getFirst(), NOW);
        for (ApprovalCall call : calls.subList(1, calls.size())) {
            assertThat(store.approvals().claim(call, many, NOW)).isInstanceOf(ApprovalClaim.Pending.class);
        }
        ApprovalCall elsewhere = new ApprovalCall(
                new Asker("acme", "KEY 5:agent", "renamed", "all"), "crm", "delete", "d1", "{\"id\":1}");
        assertThat(store.approvals().claim(elsewhere, many, NOW)).isInstanceOf(ApprovalClaim.Granted.class);
    }

    @Test
    void anApprovalLetsOneCallRunAndKeepsWhoGaveIt() throws Exception {
        StoredApproval made = pending(call("{}"), NOW);
        StoredApproval approved = approve(made.number(), NOW.plusSeconds(5));
        assertThat(approved.decision()).isEqualTo(new StoredApproval.Made("ann", NOW.plusSeconds(5), "go"));
        assertThat(approved.state(NOW)).isEqualTo(State.APPROVED);
        assertThat(store.approvals().waiting("", 0, 100, NOW)).isEmpty();
        assertThat(claim(call("{}"), NOW)).isEqualTo(new ApprovalClaim.Granted(approved));
        StoredApproval used = store.approvals().get(made.number());
        assertThat(used.state(NOW.plus(Duration.ofDays(1)))).isEqualTo(State.USED);
        assertThat(used.call().arguments()).isNull();
        assertThat(used.decision()).isEqualTo(approved.decision());
        assertThat(pending(call("{}"), NOW).number()).isNotEqualTo(made.number());
        assertThat(decide(made.number(), true, NOW)).isInstanceOf(ApprovalDecision.Over.class);
    }

    @Test
    void aDeniedCallStaysDeniedForItsTime() throws Exception {
        StoredApproval made = pending(call("{}"), NOW);
        assertThat(decide(made.number(), false, NOW)).isInstanceOf(ApprovalDecision.Done.class);
        Instant last = made.expires().minusMillis(1);
        StoredApproval denied = pending(call("{}"), last);
        assertThat(denied.number()).isEqualTo(made.number());
        assertThat(denied.state(last)).isEqualTo(State.DENIED);
        assertThat(decide(made.number(), true, last)).isInstanceOf(ApprovalDecision.Over.class);
        assertThat(pending(call("{}"), made.expires()).number()).isNotEqualTo(made.number());
    }

    @Test
    void whatHasExpiredIsNeitherDecidedNorUsed() throws Exception {
        StoredApproval late = pending(call("{\"id\":1}"), NOW);
        StoredApproval unused = pending(call("{\"id\":2}"), NOW);
        approve(unused.number(), NOW);
        Instant end = late.expires();
        assertThat(decide(late.number(), true, end))
                .isInstanceOfSatisfying(
                        ApprovalDecision.Over.class,
                        over -> assertThat(over.approval().state(end)).isEqualTo(State.EXPIRED));
        assertThat(pending(call("{\"id\":2}"), end).number()).isNotEqualTo(unused.number());
        assertThat(store.approvals().get(unused.number()).state(end)).isEqualTo(State.EXPIRED);
        assertThat(store.approvals().waiting("", 0, 100, end)).hasSize(1);
    }

    @Test
    void aCallerDoesNotDecideAboutItsOwnCalls() throws Exception {
        StoredApproval made = pending(call("{}"), NOW);
        Decider agent = new Decider("agent", AGENT.caller(), false);
        assertThat(store.approvals().decide(made.number(), true, agent, "", NOW))
                .isEqualTo(new ApprovalDecision.OwnCall());
        assertThat(store.approvals().get(made.number())).isEqualTo(made);
        Decider allowed = new Decider("agent", AGENT.caller(), true);
        assertThat(store.approvals().decide(made.number(), true, allowed, "", NOW))
                .isInstanceOf(ApprovalDecision.Done.class);
        assertThat(decide(made.number() + 1, true, NOW)).isEqualTo(new ApprovalDecision.NoSuchRequest());
    }

    @Test
    void fewRequestsOfACallerWait() throws Exception {
        for (int at = 0; at < 3; at++) {
            pending(call("{\"id\":" + at + "}"), NOW);
        }
        assertThat(claim(call("{\"id\":9}"), NOW)).isEqualTo(new ApprovalClaim.Full());
        assertThat(claim(call("{\"id\":0}"), NOW)).isInstanceOf(ApprovalClaim.Pending.class);
        ApprovalCall others = new ApprovalCall(new Asker("acme", "KEY 3:two", "two", ""), "crm", "delete", "d1", "{}");
        assertThat(claim(others, NOW)).isInstanceOf(ApprovalClaim.Pending.class);
        assertThat(claim(call("{\"id\":9}"), NOW.plus(HOUR.life()))).isInstanceOf(ApprovalClaim.Pending.class);
    }

    @Test
    void fewRequestsWaitForOneKeyAndInAll() throws Exception {
        try (Database database = new Database(settings)) {
            database.opened();
            SqlApprovals few = new SqlApprovals(database, 4, 2);
            assertThat(few.claim(by("DELEGATE a"), HOUR, NOW)).isInstanceOf(ApprovalClaim.Pending.class);
            assertThat(few.claim(by("DELEGATE b"), HOUR, NOW)).isInstanceOf(ApprovalClaim.Pending.class);
            assertThat(few.claim(by("DELEGATE c"), HOUR, NOW)).isEqualTo(new ApprovalClaim.Full());
            assertThat(few.claim(by("DELEGATE a"), HOUR, NOW)).isInstanceOf(ApprovalClaim.Pending.class);
            ApprovalTerms others = new ApprovalTerms("why", Duration.ofHours(1), 3, caller -> false);
            assertThat(few.claim(by("KEY d"), others, NOW)).isInstanceOf(ApprovalClaim.Pending.class);
            assertThat(few.claim(by("KEY e"), others, NOW)).isInstanceOf(ApprovalClaim.Pending.class);
            assertThat(few.claim(by("KEY f"), others, NOW)).isEqualTo(new ApprovalClaim.Full());
            assertThat(few.claim(by("KEY f"), others, NOW.plus(HOUR.life()))).isInstanceOf(ApprovalClaim.Pending.class);
        }
    }

    private static ApprovalCall by(String caller) {
        return new ApprovalCall(new Asker("acme", caller, "name", ""), "crm", "delete", "d1", "{}");
    }

    @Test
    void thoseThatWaitAreReadInParts() throws Exception {
        StoredApproval one = pending(call("{\"id\":1}"), NOW);
        StoredApproval foreign = pending(
                new ApprovalCall(new Asker("globex", "KEY 5:other", "other", ""), "crm", "delete", "d1", "{}"), NOW);
        StoredApproval two = pending(call("{\"id\":2}"), NOW);
        StoredApprovals approvals = store.approvals();
        assertThat(approvals.waiting("", 0, 2, NOW)).containsExactly(one, foreign);
        assertThat(approvals.waiting("", foreign.number(), 2, NOW)).containsExactly(two);
        assertThat(approvals.waiting("acme", 0, 2, NOW)).containsExactly(one, two);
        assertThat(approvals.waiting("acme", one.number(), 1, NOW)).containsExactly(two);
        assertThat(approvals.waiting("nobody", 0, 9, NOW)).isEmpty();
    }

    @Test
    void oldRequestsAreDeleted() throws Exception {
        StoredApproval made = pending(call("{}"), NOW);
        Instant week = made.expires().plus(Duration.ofDays(7));
        pending(call("{\"id\":1}"), week);
        assertThat(store.approvals().get(made.number())).isNotNull();
        pending(call("{\"id\":2}"), week.plusMillis(1));
        assertThat(store.approvals().get(made.number())).isNull();
    }

    @Test
    void requestsOutliveARestart() throws Exception {
        StoredApproval made = pending(call("{}"), NOW);
        approve(made.number(), NOW);
        store.close();
        store = ready(settings);
        assertThat(claim(call("{}"), NOW)).isInstanceOf(ApprovalClaim.Granted.class);
    }

    @Test
    void oneOfTwoWhoDecideAtOnceDoes() throws Exception {
        StoredApproval made = pending(call("{}"), NOW);
        List<ApprovalDecision> made12 = atOnce(
                12,
                (used, at) ->
                        used.approvals().decide(made.number(), at % 3 == 0, new Decider("p" + at, "", false), "", NOW));
        assertThat(made12).filteredOn(ApprovalDecision.Done.class::isInstance).hasSize(1);
        assertThat(made12).filteredOn(ApprovalDecision.Over.class::isInstance).hasSize(11);
    }

    @Test
    void oneOfManyCallsUsesAnApproval() throws Exception {
        StoredApproval made = pending(call("{}"), NOW);
        approve(made.number(), NOW);
        List<ApprovalClaim> claims = atOnce(64, (used, at) -> used.approvals().claim(call("{}"), HOUR, NOW));
        assertThat(claims).filteredOn(ApprovalClaim.Granted.class::isInstance).hasSize(1);
        assertThat(claims.stream()
                        .filter(ApprovalClaim.Pending.class::isInstance)
                        .map(claim -> ((ApprovalClaim.Pending) claim).approval().number())
                        .distinct())
                .as("all others wait for one new request")
                .hasSize(1)
                .doesNotContain(made.number());
        assertThat(store.approvals().waiting("", 0, 100, NOW)).hasSize(1);
    }

    @Test
    void aFurtherRoundRunsOnce() throws Exception {
        List<Boolean> ran = atOnce(16, (used, at) -> used.approvals().goOn(digest("round"), NOW));
        assertThat(ran).filteredOn(one -> one).hasSize(1);
        assertThat(store.approvals().goOn(digest("other"), NOW)).isTrue();
        assertThat(store.approvals().goOn(digest("round"), NOW.plus(Duration.ofDays(7))))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"'a\tb',control", "'',''"})
    void aReasonIsOneLine(String reason, String problem) throws Exception {
        StoredApproval made = pending(call("{}"), NOW);
        if (problem.isEmpty()) {
            assertThat(store.approvals().decide(made.number(), false, ANN, reason, NOW))
                    .isInstanceOf(ApprovalDecision.Done.class);
        } else {
            assertThatThrownBy(() -> store.approvals().decide(made.number(), false, ANN, reason, NOW))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(problem);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"'; DROP TABLE approvals; --", ":name ? $1 {}", "ключ 🔑", "\\u0000", ""})
    void textsAreOnlyTexts(String text) throws Exception {
        ApprovalCall odd = new ApprovalCall(new Asker(text, text, text, text), text, text, text, text);
        StoredApproval made = pending(odd, NOW);
        assertThat(made.call()).isEqualTo(odd);
        approve(made.number(), NOW);
        assertThat(claim(odd, NOW)).isInstanceOf(ApprovalClaim.Granted.class);
    }

    @Test
    void longArgumentsAreRefused() {
        assertThatThrownBy(() -> call("x".repeat(ApprovalCall.MOST_ARGUMENTS + 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> claim(new ApprovalCall(AGENT, "crm", "delete", "d1", null), NOW))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private interface Attempt<T> {
        T by(Store used, int at) throws Exception;
    }

    /// Half of them by another gateway on the same store.
    private <T> List<T> atOnce(int times, Attempt<T> attempt) throws Exception {
        List<T> results = new ArrayList<>();
        try (Store second = ready(settings);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<T>> tries = IntStream.range(0, times)
                    .<Callable<T>>mapToObj(at -> () -> attempt.by(at % 2 == 0 ? store : second, at))
                    .toList();
            for (Future<T> result : threads.invokeAll(tries)) {
                results.add(result.get());
            }
        }
        return results;
    }

    private ApprovalClaim claim(ApprovalCall call, Instant now) throws StoreAwayException {
        return store.approvals().claim(call, HOUR, now);
    }

    private StoredApproval pending(ApprovalCall call, Instant now) throws StoreAwayException {
        ApprovalClaim claim = claim(call, now);
        assertThat(claim).isInstanceOf(ApprovalClaim.Pending.class);
        return ((ApprovalClaim.Pending) claim).approval();
    }

    private ApprovalDecision decide(long number, boolean approve, Instant now) throws StoreAwayException {
        return store.approvals().decide(number, approve, ANN, "go", now);
    }

    private StoredApproval approve(long number, Instant now) throws StoreAwayException {
        ApprovalDecision decision = decide(number, true, now);
        assertThat(decision).isInstanceOf(ApprovalDecision.Done.class);
        return ((ApprovalDecision.Done) decision).approval();
    }
}
