package io.gatehouse.gateway.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.gateway.ListedServer;
import io.gatehouse.gateway.RecordedExchange;
import io.gatehouse.gateway.approval.ApprovalPolicy;
import io.gatehouse.gateway.approval.ApprovalQueue;
import io.gatehouse.gateway.approval.ApprovalSettings;
import io.gatehouse.gateway.bridge.Bridge;
import io.gatehouse.gateway.bridge.BridgeSettings;
import io.gatehouse.gateway.bridge.ManualTimers;
import io.gatehouse.gateway.catalog.GatewaySettings;
import io.gatehouse.gateway.catalog.Toolset;
import io.gatehouse.gateway.catalog.ToolsetSettings;
import io.gatehouse.gateway.catalog.ToolsetSettings.Member;
import io.gatehouse.gateway.catalog.ToolsetView;
import io.gatehouse.gateway.catalog.ViewBuilder;
import io.gatehouse.gateway.policy.Asked;
import io.gatehouse.gateway.policy.Decision;
import io.gatehouse.gateway.policy.Guard;
import io.gatehouse.gateway.policy.Policy;
import io.gatehouse.policy.Agreement;
import io.gatehouse.policy.Requirement;
import io.gatehouse.policy.ToolRisk;
import io.gatehouse.protocol.Failure.Category;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import io.gatehouse.seal.KeyRing;
import io.gatehouse.seal.KeyRotation;
import io.gatehouse.store.LateStore;
import io.gatehouse.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What changes while the person behind a call is asked counts.
class AgreedCallTest {
    private static final String ACCEPTED = "{\"action\":\"accept\",\"content\":{}}";
    private static final Duration TOGETHER = Duration.ofMillis(50);

    @TempDir
    Path folder;

    private final ManualTimers timers = new ManualTimers();
    private final Bridge bridge = Bridge.of(
            KeyRing.inMemory(KeyRotation.DEFAULT, InstantSource.system()),
            timers,
            new BridgeSettings(Duration.ofMinutes(10), 3));
    private final ListedServer crm = ListedServer.withTools("crm", "delete");
    private final Toolset toolset = new Toolset("t", view());
    private LateStore store;
    private CallPipeline pipeline;
    private boolean roleGone;

    @BeforeEach
    void start() {
        store = new LateStore(StoreSettings.inFolder(folder));
        ApprovalQueue queue =
                new ApprovalQueue(store, () -> ApprovalSettings.DEFAULT, InstantSource.system(), made -> {});
        Policy roles = new Policy() {
            @Override
            public void decide(Asked asked, Consumer<Decision> decided) {
                decided.accept(
                        roleGone
                                ? new Decision.Denied("roles", Category.ACCESS, "The role is gone.")
                                : Decision.ALLOWED);
            }

            @Override
            public boolean standing() {
                return true;
            }
        };
        ApprovalPolicy approvals = new ApprovalPolicy(
                List.of(
                        asked -> Requirement.NONE,
                        asked -> asked.risk() == ToolRisk.NONE
                                ? Requirement.NONE
                                : new Requirement(Agreement.CONFIRM, "a test says so")),
                roles,
                queue);
        pipeline = Pipelines.of(new Oversight(new Guard(List.of(roles, approvals), null), null, call -> {}), bridge);
    }

    @AfterEach
    void stop() {
        store.close();
    }

    private ToolsetView view() {
        return new ViewBuilder(ToolsetSettings.everything(""), GatewaySettings.DEFAULT)
                .build(new LinkedHashMap<>(Map.of(crm, Member.whole(crm.name()))));
    }

    @ParameterizedTest
    @CsvSource({"R2026_07_28", "R2025_11_25"})
    void aToolThatChangesIsNotCalled(Revision revision) {
        RecordedExchange asked = call(revision, "");
        crm.lists(List.of("{\"name\":\"delete\",\"inputSchema\":{\"type\":\"object\"},\"description\":\"new\"}"));
        toolset.show(view());
        assertThat(accepted(asked, revision)).contains("while the user was asked, the tool changed", "not_sent");
        assertThat(crm.received).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"R2026_07_28", "R2025_11_25"})
    void whoLosesTheRoleDoesNotCall(Revision revision) {
        RecordedExchange asked = call(revision, "");
        roleGone = true;
        assertThat(accepted(asked, revision)).contains("The role is gone.");
        assertThat(crm.received).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"R2026_07_28", "R2025_11_25"})
    void whatStayedAsItWasIsCalledWithWhatWasShown(Revision revision) {
        RecordedExchange asked = call(revision, "");
        String question = revision.modern()
                ? asked.answer()
                : asked.questions().getFirst().question().body().text();
        assertThat(question).contains("because a test says so", "\\\"id\\\": 1.10");
        assertThat(accepted(asked, revision)).contains("\"content\":[]");
        assertThat(crm.received)
                .singleElement()
                .satisfies(request -> assertThat(request.body().text()).contains("{\"id\":1.10}"));
        assertThat(store.exists()).as("no store is needed for it").isFalse();
    }

    @Test
    void callsThatNobodyCouldReadAreRefused() {
        StringBuilder many = new StringBuilder("{\"a\":0");
        for (int at = 0; at < 2_000; at++) {
            many.append(",\"k").append(at).append("\":").append(at);
        }
        RecordedExchange exchange = new RecordedExchange(Revision.R2025_11_25, "{\"elicitation\":{}}").askable();
        pipeline.request(
                Request.of("7", "tools/call", "{\"name\":\"crm_delete\",\"arguments\":" + many + "}}"),
                exchange,
                toolset);
        assertThat(exchange.answer()).contains("more arguments than can be shown", "\"category\":\"validation\"");
        assertThat(exchange.questions()).isEmpty();
    }

    private String accepted(RecordedExchange asked, Revision revision) {
        if (revision.modern()) {
            return call(
                            revision,
                            ",\"requestState\":" + state(asked) + ",\"inputResponses\":{\"question-1\":" + ACCEPTED
                                    + "}")
                    .answer();
        }
        asked.questions().getFirst().answer().accept(Response.result(ACCEPTED));
        return asked.answer();
    }

    private RecordedExchange call(Revision revision, String more) {
        RecordedExchange exchange = new RecordedExchange(revision, "{\"elicitation\":{}}").askable();
        pipeline.request(
                Request.of("7", "tools/call", "{\"name\":\"crm_delete\",\"arguments\":{\"id\":1.10}" + more + "}"),
                exchange,
                toolset);
        timers.pass(TOGETHER);
        return exchange;
    }

    private static String state(RecordedExchange asked) {
        try {
            ObjectView result = ObjectView.read(Slice.of(asked.answer())).object("result");
            return String.valueOf(result == null ? null : result.get("requestState"));
        } catch (MalformedJsonException malformed) {
            throw new AssertionError(asked.answer(), malformed);
        }
    }
}
