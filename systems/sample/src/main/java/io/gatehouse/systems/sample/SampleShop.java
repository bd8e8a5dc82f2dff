package io.gatehouse.systems.sample;

import io.gatehouse.kit.CallException;
import io.gatehouse.kit.Content;
import io.gatehouse.kit.Elicited;
import io.gatehouse.kit.JsonValues;
import io.gatehouse.kit.KitServer;
import io.gatehouse.kit.LogLevel;
import io.gatehouse.kit.Prompt;
import io.gatehouse.kit.PromptResult;
import io.gatehouse.kit.Resource;
import io.gatehouse.kit.ResourceContents;
import io.gatehouse.kit.ResourceTemplate;
import io.gatehouse.kit.Tool;
import io.gatehouse.kit.ToolCall;
import io.gatehouse.kit.ToolResult;
import java.math.BigDecimal;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The sample server: a small shop for tea and coffee, so that a first call works with no account and no network.
public final class SampleShop {
    private static final String ORDER_PREFIX = "shop://orders/";
    /// A refund above this, in cents, is confirmed by the user where the client can ask.
    private static final int CONFIRMED_ABOVE = 10_000;

    private final SampleOrders shop = new SampleOrders();
    private final KitServer server;

    private SampleShop() {
        server = KitServer.builder("gatehouse-sample-shop", "1.0.0")
                .title("Sample shop")
                .instructions(
                        "A small shop for tea and coffee with made-up orders. Look an order up before you refund it;"
                                + " the return policy is the resource shop://policies/returns.")
                .tool(searchProducts())
                .tool(getProduct())
                .tool(listOrders())
                .tool(getOrder())
                .tool(refund())
                .resource(Resource.text(
                        "shop://policies/returns",
                        "return-policy",
                        "What may be returned, and until when",
                        "text/markdown",
                        () -> RETURN_POLICY))
                .resource(Resource.text(
                        "shop://catalogue",
                        "catalogue",
                        "All products with prices and stock",
                        "application/json",
                        () -> products(shop.search("", null)).toString()))
                .template(orderTemplate())
                .template(productTemplate())
                .prompt(answerCustomer())
                .prompt(reviewOrders())
                .build();
    }

    private static final String RETURN_POLICY = """
            # Returns

            Unopened goods can be returned within 30 days of delivery. Opened tea and coffee cannot be returned,
            but we refund it when the quality was at fault. Gift cards are not refunded. Refunds go to the means of
            payment of the order within five working days.
            """;

    /// A shop of its own, as it is at every start: what one changes, others do not see.
    public static KitServer server() {
        return new SampleShop().server;
    }

    private Tool searchProducts() {
        return Tool.named("search_products")
                .title("Search products")
                .description("Finds products whose name, category or SKU holds all of the given words.")
                .input("""
                        {"type":"object","properties":{
                          "query":{"type":"string","description":"Words to look for","maxLength":200},
                          "category":{"type":"string","enum":["tea","coffee","kitchen","gifts"]},
                          "limit":{"type":"integer","minimum":1,"maximum":50,"default":10}},
                         "required":["query"],"additionalProperties":false}""")
                .output("""
                        {"type":"object","properties":{"products":{"type":"array","items":{"type":"object"}},
                         "found":{"type":"integer"}},"required":["products","found"]}""")
                .annotations("{\"readOnlyHint\":true,\"openWorldHint\":false}")
                .does(call -> {
                    List<SampleOrders.Product> found = shop.search(call.text("query"), call.optionalText("category"));
                    ObjectNode result = JsonValues.object();
                    result.set(
                            "products",
                            products(found.stream()
                                    .limit(call.integer("limit", 10))
                                    .toList()));
                    return ToolResult.structured(result.put("found", found.size()));
                });
    }

    private Tool getProduct() {
        return Tool.named("get_product")
                .title("Get a product")
                .description("Gives price and stock of one product by its SKU, TEA-001 for example.")
                .input("""
                        {"type":"object","properties":{"sku":{"type":"string","pattern":"^[A-Z]{3}-[0-9]{3}$"}},
                         "required":["sku"],"additionalProperties":false}""")
                .annotations("{\"readOnlyHint\":true,\"openWorldHint\":false}")
                .does(call -> {
                    SampleOrders.Product product = shop.product(call.text("sku"));
                    return product == null
                            ? ToolResult.error("There is no product " + call.text("sku")
                                    + "; search_products finds those there are.")
                            : ToolResult.structured(product.toJson());
                });
    }

    private Tool listOrders() {
        return Tool.named("list_orders")
                .title("List orders")
                .description("Lists orders, oldest first, of one status or one customer if asked.")
                .input("""
                        {"type":"object","properties":{
                          "status":{"type":"string",
                            "enum":["processing","shipped","delivered","cancelled","refunded"]},
                          "customer":{"type":"string","description":"The full name","maxLength":200}},
                         "additionalProperties":false}""")
                .annotations("{\"readOnlyHint\":true,\"openWorldHint\":false}")
                .does(call -> {
                    String status = call.optionalText("status");
                    String customer = call.optionalText("customer");
                    ObjectNode result = JsonValues.object();
                    ArrayNode orders = result.putArray("orders");
                    shop.orders().stream()
                            .filter(order -> status == null || order.status().equals(status))
                            .filter(order ->
                                    customer == null || order.customer().equalsIgnoreCase(customer))
                            .forEach(order -> orders.add(order.toJson()));
                    return ToolResult.structured(result);
                });
    }

    private Tool getOrder() {
        return Tool.named("get_order")
                .title("Get an order")
                .description("Gives one order with its items and status by its number, 10042 for example.")
                .input("""
                        {"type":"object","properties":{"id":{"type":"string","pattern":"^[0-9]{5}$"}},
                         "required":["id"],"additionalProperties":false}""")
                .annotations("{\"readOnlyHint\":true,\"openWorldHint\":false}")
                .does(call -> {
                    SampleOrders.Order order = shop.order(call.text("id"));
                    return order == null
                            ? ToolResult.error(
                                    "There is no order " + call.text("id") + "; list_orders names those there are.")
                            : ToolResult.structured(order.toJson());
                });
    }

    private Tool refund() {
        return Tool.named("refund")
                .title("Refund an order")
                .description("Pays back an order in whole or in part. This moves money and cannot be undone.")
                .input("""
                        {"type":"object","properties":{
                          "order_id":{"type":"string","pattern":"^[0-9]{5}$"},
                          "amount":{"type":"number","exclusiveMinimum":0,"maximum":100000,"multipleOf":0.01,
                            "description":"EUR; the whole rest of the order when left out"},
                          "reason":{"type":"string","minLength":3,"maxLength":500}},
                         "required":["order_id","reason"],"additionalProperties":false}""")
                .annotations("{\"readOnlyHint\":false,\"destructiveHint\":true,\"idempotentHint\":false,"
                        + "\"openWorldHint\":false}")
                .does(this::refund);
    }

    private ToolResult refund(ToolCall call) throws InterruptedException {
        String id = call.text("order_id");
        SampleOrders.Order order = shop.order(id);
        if (order == null) {
            return ToolResult.error("There is no order " + id + "; list_orders names those there are.");
        }
        int cents = call.arguments().has("amount")
                ? call.arguments()
                        .get("amount")
                        .decimalValue()
                        .multiply(BigDecimal.valueOf(100))
                        .intValue()
                : order.total() - order.refunded();
        if (cents > CONFIRMED_ABOVE && call.peer().can("elicitation") && !confirmed(call, order, cents)) {
            return ToolResult.error("The user did not confirm the refund; nothing was paid back.");
        }
        SampleOrders.Order refunded = shop.refund(id, cents);
        call.log(LogLevel.INFO, "refunded " + SampleOrders.euros(cents) + " EUR of order " + id);
        server.updated(ORDER_PREFIX + id);
        return ToolResult.structured(refunded.toJson());
    }

    private static boolean confirmed(ToolCall call, SampleOrders.Order order, int cents) throws InterruptedException {
        Elicited answer = call.elicit(
                "confirm",
                "Refund " + SampleOrders.euros(cents) + " EUR of order " + order.id() + " to " + order.customer() + "?",
                """
                {"type":"object","properties":{"confirm":{"type":"boolean","title":"Refund"}},"required":["confirm"]}""");
        return answer.accepted() && answer.content().path("confirm").asBoolean(false);
    }

    private ResourceTemplate orderTemplate() {
        return ResourceTemplate.of(
                        ORDER_PREFIX + "{id}",
                        "order",
                        "One order with its items and status",
                        "application/json",
                        call -> {
                            SampleOrders.Order order = shop.order(call.variable("id"));
                            if (order == null) {
                                throw CallException.resourceNotFound(call.uri());
                            }
                            return List.of(ResourceContents.text(
                                    call.uri(),
                                    "application/json",
                                    order.toJson().toString()));
                        })
                .completing("id", (typed, others) -> orderNumbers(typed));
    }

    private ResourceTemplate productTemplate() {
        return ResourceTemplate.of(
                        "shop://products/{sku}",
                        "product",
                        "One product with its price and stock",
                        "application/json",
                        call -> {
                            SampleOrders.Product product = shop.product(call.variable("sku"));
                            if (product == null) {
                                throw CallException.resourceNotFound(call.uri());
                            }
                            return List.of(ResourceContents.text(
                                    call.uri(),
                                    "application/json",
                                    product.toJson().toString()));
                        })
                .completing(
                        "sku",
                        (typed, others) -> shop.skus().stream()
                                .filter(sku -> sku.startsWith(typed))
                                .toList());
    }

    private Prompt answerCustomer() {
        return Prompt.named("answer_customer", "Drafts an answer to a customer who asks about an order.")
                .title("Answer a customer")
                .required("order_id", "The number of the order")
                .required("question", "What the customer wrote")
                .completing("order_id", (typed, others) -> orderNumbers(typed))
                .gives(call -> {
                    SampleOrders.Order order = shop.order(call.argument("order_id"));
                    if (order == null) {
                        throw CallException.invalid("there is no order " + call.argument("order_id"));
                    }
                    return PromptResult.described("An answer about order " + order.id())
                            .with(
                                    "user",
                                    Content.embedded(ResourceContents.text(
                                            ORDER_PREFIX + order.id(),
                                            "application/json",
                                            order.toJson().toString())))
                            .with(
                                    "user",
                                    Content.text("A customer asks about this order: " + call.argument("question")
                                            + "\n\nWrite a short, friendly answer. Promise nothing that"
                                            + " shop://policies/returns does not allow."));
                });
    }

    private Prompt reviewOrders() {
        return Prompt.named("review_orders", "Reviews the orders of one status for anything unusual.")
                .title("Review orders")
                .optional("status", "processing (when left out), shipped, delivered, cancelled or refunded")
                .completing(
                        "status",
                        (typed, others) ->
                                List.of("processing", "shipped", "delivered", "cancelled", "refunded").stream()
                                        .filter(status -> status.startsWith(typed))
                                        .toList())
                .gives(call -> PromptResult.user("List the orders of status "
                        + call.arguments().getOrDefault("status", "processing")
                        + " with list_orders, look at each, and report what looks unusual."));
    }

    private List<String> orderNumbers(String typed) {
        return shop.orders().stream()
                .map(SampleOrders.Order::id)
                .filter(id -> id.startsWith(typed))
                .toList();
    }

    private static ArrayNode products(List<SampleOrders.Product> products) {
        ArrayNode array = JsonValues.MAPPER.createArrayNode();
        products.forEach(product -> array.add(product.toJson()));
        return array;
    }
}
