package io.gatehouse.doors.messages;

import io.gatehouse.doors.messages.api.ApiException;
import io.gatehouse.doors.messages.api.Reply;
import io.gatehouse.doors.messages.providers.Providers;
import io.gatehouse.http.HttpExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// `GET /v1/models` and `GET /v1/models/{id}`: relayed where an Anthropic provider is, else what is routed.
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
        if (now.ofPaths() != null) {
            relay.models(visit);
            return;
        }
        HttpExchange exchange = visit.exchange();
        Reply reply = visit.reply();
        if (visit.path().equals(ApiPath.MODELS)) {
            reply.json(bytes(list(ModelCursor.of(exchange.query()).of(now.models()))));
            return;
        }
        String named = visit.path().substring(ApiPath.MODELS.length() + 1).replace("+", "%2B");
        String model;
        try {
            model = URLDecoder.decode(named, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException broken) {
            throw ApiException.notFound("model: " + named);
        }
        now.of(model);
        reply.json(bytes(model(model)));
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
