package io.gatehouse.doors.messages;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.models.ApiException;
import io.gatehouse.models.Providers;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `GET /v1/models` and `GET /v1/models/{id}`: the models that are mapped here, and behind them those of an Anthropic
/// provider where there is one.
final class ModelPages {
    /// When a model was made is not known; clients need a date.
    private static final String CREATED = "1970-01-01T00:00:00Z";

    private static final List<String> UNKNOWN = List.of(
            "capabilities",
            "line",
            "max_input_tokens",
            "max_tokens",
            "deprecated_at",
            "retires_at",
            "allowed_fallback_models");

    private final Supplier<Providers> providers;
    private final Relay relay;

    ModelPages(Supplier<Providers> providers, Relay relay) {
        this.providers = providers;
        this.relay = relay;
    }

    /// Answers.
    ///
    /// @throws ApiException 404 when nobody serves the model, 400 when there is no such page of the list
    void handle(Visit visit) throws ApiException {
        Providers now = providers.get();
        boolean asks = now.ofPaths() != null;
        List<String> own = asks ? now.mappedModels() : now.models();
        if (visit.path().equals(ApiPath.MODELS)) {
            page(visit, own, asks);
            return;
        }
        String named = visit.path().substring(ApiPath.MODELS.length() + 1).replace("+", "%2B");
        String model;
        try {
            model = URLDecoder.decode(named, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            throw ApiException.notFound("model: " + named);
        }
        if (asks && !own.contains(model)) {
            relay.models(visit, visit.target(), UnaryOperator.identity());
            return;
        }
        now.of(model);
        visit.reply().json(bytes(model(model)));
    }

    /// A page of the own models and, where a provider is asked, of what it lists behind them.
    private void page(Visit visit, List<String> own, boolean asks) throws ApiException {
        ModelCursor cursor =
                asks && own.isEmpty() ? null : ModelCursor.of(visit.exchange().query());
        if (cursor == null || asks && cursor.outside(own)) {
            relay.models(visit, visit.target(), UnaryOperator.identity());
            return;
        }
        ModelCursor.Page page = cursor.of(own);
        int room = cursor.limit() - page.ids().size();
        if (!asks || cursor.before() != null || page.more()) {
            visit.reply().json(bytes(list(page)));
        } else if (room == 0) {
            visit.reply().json(bytes(list(new ModelCursor.Page(page.ids(), true))));
        } else {
            relay.models(visit, ApiPath.MODELS + "?limit=" + room, given -> joined(page.ids(), own, given));
        }
    }

    /// The own models of a page, and behind them those of a provider that have other names.
    private static byte[] joined(List<String> ids, List<String> own, byte[] given) {
        try {
            if (Trees.read(given) instanceof ObjectNode page && page.path("data") instanceof ArrayNode data) {
                ArrayNode all = JsonNodeFactory.instance.arrayNode();
                ids.forEach(id -> all.add(model(id)));
                for (JsonNode each : data) {
                    if (!own.contains(each.path("id").asString(""))) {
                        all.add(each);
                    }
                }
                page.set("data", all);
                page.set(
                        "first_id",
                        all.path(0).path("id").isString() ? all.get(0).get("id") : page.path("first_id"));
                if (data.isEmpty() && !ids.isEmpty()) {
                    page.put("last_id", ids.getLast());
                }
                return bytes(page);
            }
        } catch (JacksonException noJson) {
            // It goes on as it is.
        }
        return given;
    }

    private static ObjectNode list(ModelCursor.Page models) {
        ObjectNode page = JsonNodeFactory.instance.objectNode();
        ArrayNode data = page.putArray("data");
        models.ids().forEach(model -> data.add(model(model)));
        page.put("has_more", models.more());
        page.put("first_id", models.ids().isEmpty() ? null : models.ids().getFirst());
        return page.put("last_id", models.ids().isEmpty() ? null : models.ids().getLast());
    }

    /// Typed SDKs want every member, known or not.
    private static ObjectNode model(String id) {
        ObjectNode model = JsonNodeFactory.instance
                .objectNode()
                .put("type", "model")
                .put("id", id)
                .put("display_name", id)
                .put("created_at", CREATED)
                .put("lifecycle", "active");
        UNKNOWN.forEach(model::putNull);
        return model;
    }

    private static byte[] bytes(ObjectNode node) {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }
}
