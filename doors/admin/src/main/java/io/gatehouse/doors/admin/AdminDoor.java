package io.gatehouse.doors.admin;

import io.gatehouse.doors.front.Door;
import io.gatehouse.doors.front.Refusal;
import io.gatehouse.doors.front.Visitor;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.policy.OperatorAccess;
import io.gatehouse.protocol.RequestId;
import io.gatehouse.store.LateStore;
import io.gatehouse.store.StoreAwayException;
import java.lang.System.Logger.Level;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The admin API. It answers on threads that may wait, since most of what it does is in the store.
public final class AdminDoor implements Door {
    /// Below which everything is.
    public static final String ROOT = "/admin/v1";
    /// Where its document is, which everybody may read.
    public static final String DOCUMENT = ROOT + "/openapi.json";

    private static final System.Logger LOG = System.getLogger(AdminDoor.class.getName());
    private static final String JSON = "application/json";

    private final AdminParts parts;
    private final List<Operation> operations;
    private final String version;
    private volatile byte @Nullable [] document;

    /// @param secrets makes the secret of each new key
    /// @param version of the gateway
    public AdminDoor(LateStore store, AdminParts parts, Supplier<String> secrets, String version, InstantSource clock) {
        this.parts = parts;
        this.operations = AdminOperations.of(
                new KeyResource(store, parts, secrets, clock),
                new ApprovalResource(store, clock),
                new GatewayResource(parts));
        this.version = version;
    }

    @Override
    public void serve(HttpExchange exchange, Visitor visitor) {
        String id = RequestId.next();
        exchange.requestId(id).responseHeader("X-Request-Id", id);
        if (exchange.path().equals(DOCUMENT)) {
            Thread.ofVirtual().name("admin").start(() -> exchange.respond(200, JSON, document()));
            return;
        }
        exchange.responseHeader("Cache-Control", "no-store");
        try {
            Found found = find(exchange);
            OperatorAccess operator = parts.operator(visitor.caller());
            found.operation().need().check(operator);
            AdminRequest request = new AdminRequest(
                    visitor.caller(), operator, found.places(), query(exchange.query()), body(exchange));
            Thread.ofVirtual().name("admin").start(() -> work(exchange, found.operation(), request));
        } catch (AdminProblem problem) {
            refuse(exchange, problem);
        }
    }

    /// Made when somebody asks for it, which few do.
    private byte[] document() {
        byte[] made = document;
        if (made == null) {
            made = OpenApi.of(operations, version).getBytes(StandardCharsets.UTF_8);
            document = made;
        }
        return made;
    }

    /// An operation and what stands in the places of its path.
    private record Found(Operation operation, Map<String, String> places) {}

    private Found find(HttpExchange exchange) throws AdminProblem {
        String path = exchange.path().startsWith(ROOT) ? exchange.path().substring(ROOT.length()) : "";
        List<Operation> there =
                operations.stream().filter(each -> each.match(path) != null).toList();
        if (there.isEmpty()) {
            throw AdminProblem.of(404, "There is nothing here. " + DOCUMENT + " says what there is.");
        }
        for (Operation operation : there) {
            Map<String, String> places = operation.match(path);
            if (operation.method().equals(exchange.method()) && places != null) {
                if (parts.stopping()) {
                    throw AdminProblem.of(503, "The gateway is stopping. Try again in a moment.");
                }
                return new Found(operation, places);
            }
        }
        String allowed = there.stream().map(Operation::method).collect(Collectors.joining(", "));
        exchange.responseHeader("Allow", allowed);
        throw AdminProblem.of(405, exchange.method() + " is not allowed here; use " + allowed + ".");
    }

    private static void work(HttpExchange exchange, Operation operation, AdminRequest request) {
        try {
            Answer answer = operation.work().answer(request);
            exchange.respond(answer.status(), JSON, answer.json().getBytes(StandardCharsets.UTF_8));
        } catch (AdminProblem problem) {
            refuse(exchange, problem);
        } catch (StoreAwayException away) {
            LOG.log(Level.WARNING, "A request to the admin API failed. " + away.getMessage());
            refuse(exchange, AdminProblem.away());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            refuse(exchange, AdminProblem.away());
        } catch (RuntimeException unexpected) {
            LOG.log(Level.ERROR, "A request to the admin API failed.", unexpected);
            refuse(exchange, AdminProblem.of(500, "The request failed. The log of the gateway says why."));
        }
    }

    /// A page of another site can send any text without asking, but no JSON.
    private static Body body(HttpExchange exchange) throws AdminProblem {
        byte[] bytes = exchange.body();
        String type = exchange.header("Content-Type");
        if (bytes.length > 0
                && (type == null || !type.strip().toLowerCase(Locale.ROOT).startsWith(JSON))) {
            throw AdminProblem.of(415, "The body must be JSON: send Content-Type: " + JSON + ".");
        }
        return Body.of(bytes);
    }

    private static Map<String, String> query(@Nullable String text) throws AdminProblem {
        Map<String, String> all = new HashMap<>();
        if (text == null || text.isEmpty()) {
            return all;
        }
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String before = all.put(name, decoded(equals < 0 ? "" : pair.substring(equals + 1)));
            if (before != null) {
                throw AdminProblem.invalid("A parameter of the query occurs twice.");
            }
        }
        return all;
    }

    private static String decoded(String text) throws AdminProblem {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException wrong) {
            throw AdminProblem.invalid("The query is not encoded as it must be.");
        }
    }

    @Override
    public void refuse(HttpExchange exchange, Refusal refusal) {
        exchange.responseHeader("Cache-Control", "no-store");
        refuse(exchange, AdminProblem.of(refusal.status(), sentence(refusal.reason())));
    }

    private static String sentence(String reason) {
        String start = reason.substring(0, 1).toUpperCase(Locale.ROOT) + reason.substring(1);
        return start.endsWith(".") ? start : start + ".";
    }

    private static void refuse(HttpExchange exchange, AdminProblem problem) {
        String id = exchange.requestId();
        if (!problem.scopes().isEmpty()) {
            exchange.responseHeader(
                    "WWW-Authenticate",
                    "Bearer realm=\"gatehouse\", error=\"insufficient_scope\", scope=\""
                            + String.join(" ", problem.scopes()) + "\"");
        }
        if (problem.status() == 503) {
            exchange.responseHeader("Retry-After", "1");
        }
        exchange.reason(String.valueOf(problem.getMessage()));
        byte[] json = problem.json(id == null ? "" : id).getBytes(StandardCharsets.UTF_8);
        exchange.respond(problem.status(), AdminProblem.MEDIA_TYPE, json);
    }
}
