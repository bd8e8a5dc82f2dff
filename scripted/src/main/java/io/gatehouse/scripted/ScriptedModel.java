package io.gatehouse.scripted;

import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.HttpHandler;
import io.gatehouse.scripted.script.Conversation;
import io.gatehouse.scripted.script.Json;
import io.gatehouse.scripted.script.Scene;
import io.gatehouse.scripted.script.Script;
import io.gatehouse.scripted.script.Turn;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.regex.MatchResult;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A model behind the Messages API that answers from a [Script]: deterministic, without a network,
/// and as strict as the hosted service about what it is sent. It serves `POST /v1/messages`, `POST
/// /v1/messages/count_tokens`, `GET /v1/models` and `GET /v1/models/{id}`. The same requests in the
/// same order get the same bytes.
///
/// Each request is answered on a virtual thread of its own. A body over 32 MiB gets the hosted
/// service's 413 as long as the listener lets it through, which one with default settings does up
/// to 64 MiB.
public final class ScriptedModel implements HttpHandler {
    private static final System.Logger LOG = System.getLogger(ScriptedModel.class.getName());
    private static final String MODELS = "/v1/models";
    private static final int REMEMBERED_BODIES = 4_096;

    private final Script script;
    private final ScriptedSettings settings;
    private final Signature signature;
    private final PromptCache cache;
    private final RequestRecord record;
    private final AtomicIntegerArray taken;
    private final Map<String, Integer> repeats = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > REMEMBERED_BODIES;
        }
    };

    /// A model with the default settings.
    public ScriptedModel(Script script) {
        this(script, ScriptedSettings.defaults());
    }

    /// A model that answers from this script.
    public ScriptedModel(Script script, ScriptedSettings settings) {
        this.script = script;
        this.settings = settings;
        this.signature = new Signature(settings.signingKey());
        this.cache = new PromptCache(settings.cachedPrompts());
        this.record = new RequestRecord(settings.keptRequests(), settings.keptBytes());
        this.taken = new AtomicIntegerArray(script.turns().size());
    }

    /// The latest requests, oldest first; those that were refused too.
    public List<RecordedRequest> requests() {
        return record.all();
    }

    /// What it is asked was charged when the gateway took it.
    @Override
    public @Nullable String owner(HttpExchange exchange) {
        return null;
    }

    @Override
    public void handle(HttpExchange exchange) {
        record.add(RecordedRequest.of(exchange));
        Thread.ofVirtual().name("scripted-model").start(() -> answer(exchange));
    }

    private void answer(HttpExchange exchange) {
        Ids ids = ids(exchange);
        String requestId = ids.next("req_");
        Replies.headers(exchange, requestId);
        try {
            route(exchange, ids, requestId);
        } catch (RejectedException rejected) {
            Replies.error(exchange, rejected.error(), requestId);
        } catch (RuntimeException | StackOverflowError failed) {
            LOG.log(System.Logger.Level.ERROR, "the scripted model failed on a request", failed);
            exchange.abort();
        }
    }

    /// What a request is told apart by: its body, and how often it came before.
    private Ids ids(HttpExchange exchange) {
        String hash = HexFormat.of().formatHex(PromptCache.sha256().digest(exchange.body()));
        String seed = exchange.method() + exchange.path() + hash;
        synchronized (repeats) {
            return new Ids(seed + ":" + repeats.merge(seed, 1, Integer::sum));
        }
    }

    private void route(HttpExchange exchange, Ids ids, String requestId) {
        String path = exchange.path();
        String known = switch (path) {
            case "/v1/messages", "/v1/messages/count_tokens" -> "POST";
            default -> path.equals(MODELS) || path.startsWith(MODELS + "/") ? "GET" : "";
        };
        if (known.isEmpty()) {
            throw new RejectedException(404, "Not found");
        }
        if (!known.equals(exchange.method())) {
            throw new RejectedException(405, "Method Not Allowed");
        }
        String key = HeaderCheck.key(exchange, settings.key());
        String version = HeaderCheck.version(exchange);
        Set<String> betas = HeaderCheck.betas(exchange);
        if (known.equals("GET")) {
            models(exchange, path);
            return;
        }
        HeaderCheck.json(exchange);
        JsonNode body = BodyCheck.parse(exchange.body());
        boolean counting = path.endsWith("/count_tokens");
        new BodyCheck(body, version, betas, signature).check(counting);
        String model = body.path("model").asString("");
        served(model);
        if (counting) {
            Replies.json(
                    exchange,
                    Json.object().put("input_tokens", PromptCache.tokens(body)).putNull("context_management"));
        } else {
            Replies.limits(exchange);
            message(exchange, body, key, ids, requestId);
        }
    }

    private void models(HttpExchange exchange, String path) {
        if (path.equals(MODELS)) {
            Replies.json(exchange, ModelList.all(script));
            return;
        }
        String model = java.net.URLDecoder.decode(
                path.substring(MODELS.length() + 1).replace("+", "%2B"), java.nio.charset.StandardCharsets.UTF_8);
        served(model);
        Replies.json(exchange, ModelList.one(model));
    }

    private void served(String model) {
        if (!script.serves(model)) {
            throw new RejectedException(404, "model: " + model);
        }
    }

    private void message(HttpExchange exchange, JsonNode body, String key, Ids ids, String requestId) {
        Conversation conversation = Conversation.of(body);
        for (Turn turn : script.turns()) {
            Map<String, MatchResult> found = turn.when().find(conversation);
            int seen = found == null ? 0 : take(turn);
            if (found != null && seen > 0) {
                Scene scene = new Scene(conversation, found, seen);
                Delivery delivery = new Delivery(exchange, turn.behaviour(), requestId);
                delivery.begin();
                Answer answer = new AnswerBuilder(script.name(), turn, scene, body, ids, signature).build();
                PromptCache.Counts counts = cache.count(body, key + "\n" + conversation.model());
                UsageJson usage = new UsageJson(counts, turn.usage(), answer.thought());
                delivery.deliver(answer, usage, body.path("stream").asBoolean(false));
                return;
            }
        }
        throw RejectedException.script("the script " + script.name() + " has no turn for this request (turn "
                + conversation.turn() + ", step " + conversation.step() + ", "
                + conversation.results().size() + " tool results); add one without \"when\" at the end, which answers"
                + " everything");
    }

    /// How often the turn was taken, with this time; 0 when it is used up.
    private int take(Turn turn) {
        int most = turn.times() == 0 ? Integer.MAX_VALUE : turn.times();
        int seen = taken.getAndUpdate(turn.index(), before -> before < most ? before + 1 : before);
        return seen < most ? seen + 1 : 0;
    }
}
