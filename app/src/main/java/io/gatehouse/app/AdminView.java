package io.gatehouse.app;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.LocalKey;
import io.gatehouse.app.observe.LogPage;
import io.gatehouse.app.observe.ServerReport;
import io.gatehouse.app.observe.Version;
import io.gatehouse.app.rules.CallExplanation;
import io.gatehouse.doors.admin.AdminParts;
import io.gatehouse.doors.admin.ExplainQuestion;
import io.gatehouse.policy.OperatorAccess;
import io.gatehouse.policy.Roles;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.Json;
import io.gatehouse.upstream.Listed;
import io.gatehouse.upstream.Upstream;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A gateway as the admin API shows it.
final class AdminView implements AdminParts {
    private final Gatehouse gatehouse;
    private final Admission admission;

    AdminView(Gatehouse gatehouse, Admission admission) {
        this.gatehouse = gatehouse;
        this.admission = admission;
    }

    @Override
    public OperatorAccess operator(Caller caller) {
        return admission.operator(caller);
    }

    @Override
    public Roles roles() {
        return admission.roles();
    }

    @Override
    public List<String> configuredKeys() {
        return gatehouse.configuration().auth().keys().stream()
                .map(Configuration.Key::name)
                .filter(name -> !name.equals(LocalKey.NAME))
                .toList();
    }

    @Override
    public Map<String, String> servers() {
        Map<String, String> all = new LinkedHashMap<>();
        for (Upstream server : gatehouse.gateway().servers()) {
            all.put(server.name(), ServerReport.of(server).toJson());
        }
        return all;
    }

    @Override
    public @Nullable String log(String server, long after) {
        Upstream found = find(server);
        return found == null ? null : LogPage.json(found.log().after(after));
    }

    @Override
    public boolean retry(String server) {
        Upstream found = find(server);
        if (found != null) {
            found.refresh();
        }
        return found != null;
    }

    private @Nullable Upstream find(String name) {
        return gatehouse.gateway().servers().stream()
                .filter(server -> server.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    @Override
    public String status() {
        Map<String, Integer> states = new TreeMap<>();
        gatehouse
                .gateway()
                .servers()
                .forEach(server -> states.merge(ServerReport.of(server).state(), 1, Integer::sum));
        return "{\"version\":" + Json.quote(Version.text())
                + ",\"ready\":" + gatehouse.ready()
                + ",\"stopping\":" + stopping()
                + ",\"keysRequired\":" + gatehouse.keysRequired()
                + ",\"replicas\":" + gatehouse.neighbours()
                + ",\"servers\":"
                + states.entrySet().stream()
                        .map(state -> Json.quote(state.getKey()) + ":" + state.getValue())
                        .collect(Collectors.joining(",", "{", "}"))
                + ",\"toolsets\":"
                + gatehouse.gateway().serversOfToolsets().entrySet().stream()
                        .map(toolset -> Json.quote(toolset.getKey()) + ":" + array(toolset.getValue()))
                        .collect(Collectors.joining(",", "{", "}"))
                + ",\"warnings\":" + array(gatehouse.warnings()) + "}";
    }

    @Override
    public boolean stopping() {
        return gatehouse.work().refusing();
    }

    @Override
    public String explain(ExplainQuestion question) {
        Upstream server = find(question.server());
        if (server == null) {
            throw new IllegalArgumentException("There is no server " + Json.quote(question.server()) + ".");
        }
        for (Listed tool : server.snapshot().tools()) {
            if (tool.key().equals(question.tool())) {
                return explain(question, server, tool);
            }
        }
        throw new IllegalArgumentException(
                "The server " + server.name() + " has no tool " + Json.quote(question.tool()) + ".");
    }

    private String explain(ExplainQuestion question, Upstream server, Listed tool) {
        Configuration configuration = gatehouse.configuration();
        Caller caller = CallExplanation.caller(configuration, question.caller(), question.roles());
        return CallExplanation.of(
                        configuration,
                        new CallExplanation.Question(
                                server.settings(),
                                tool,
                                caller,
                                question.door(),
                                CallExplanation.toolset(configuration, question.toolset()),
                                question.arguments()))
                .json();
    }

    private static String array(Collection<String> texts) {
        return texts.stream().map(Json::quote).collect(Collectors.joining(",", "[", "]"));
    }
}
