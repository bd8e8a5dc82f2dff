package io.gatehouse.systems.sample;

import io.gatehouse.kit.JsonValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The products and orders of the sample shop: the same at every start, kept in memory. Amounts are cents.
final class SampleOrders {
    private final Map<String, Product> products = new LinkedHashMap<>();
    private final Map<String, Order> orders = new LinkedHashMap<>();

    /// Something to buy.
    record Product(String sku, String name, String category, int cents, int stock) {
        ObjectNode toJson() {
            ObjectNode json = JsonValues.object()
                    .put("sku", sku)
                    .put("name", name)
                    .put("category", category)
                    .put("price", euros(cents))
                    .put("currency", "EUR")
                    .put("in_stock", stock);
            return json;
        }
    }

    /// So many of one product.
    record Line(Product product, int quantity) {}

    /// What somebody bought.
    record Order(String id, String customer, String placed, String status, List<Line> lines, int refunded) {
        int total() {
            return lines.stream()
                    .mapToInt(line -> line.product().cents() * line.quantity())
                    .sum();
        }

        Order with(String newStatus, int nowRefunded) {
            return new Order(id, customer, placed, newStatus, lines, nowRefunded);
        }

        ObjectNode toJson() {
            ObjectNode json = JsonValues.object()
                    .put("id", id)
                    .put("customer", customer)
                    .put("placed", placed)
                    .put("status", status);
            ArrayNode items = json.putArray("items");
            lines.forEach(line -> items.addObject()
                    .put("sku", line.product().sku())
                    .put("name", line.product().name())
                    .put("quantity", line.quantity())
                    .put("price", euros(line.product().cents())));
            return json.put("total", euros(total()))
                    .put("refunded", euros(refunded))
                    .put("currency", "EUR");
        }
    }

    SampleOrders() {
        product("TEA-001", "Assam tea, 250 g", "tea", 890, 120);
        product("TEA-002", "Sencha tea, 100 g", "tea", 1_240, 64);
        product("TEA-003", "Rooibos, 250 g", "tea", 750, 0);
        product("COF-001", "Espresso beans, 1 kg", "coffee", 2_190, 40);
        product("COF-002", "Filter coffee, ground, 500 g", "coffee", 1_150, 85);
        product("POT-001", "Cast-iron teapot, 0.8 l", "kitchen", 5_900, 12);
        product("POT-002", "Pour-over kettle, 1 l", "kitchen", 7_450, 7);
        product("MUG-001", "Stoneware mug", "kitchen", 1_490, 230);
        product("GRI-001", "Hand grinder", "kitchen", 12_900, 5);
        product("GIF-001", "Gift card, 50 EUR", "gifts", 5_000, 1_000);
        order("10040", "Ada Byron", "2026-06-28", "delivered", "TEA-001", 2, "MUG-001", 2);
        order("10041", "Alan Tournesol", "2026-07-02", "delivered", "GRI-001", 1);
        order("10042", "Grace Murray", "2026-07-09", "shipped", "POT-001", 1, "TEA-002", 3);
        order("10043", "Ada Byron", "2026-07-14", "processing", "COF-001", 4);
        order("10044", "Edsger Dekker", "2026-07-15", "processing", "POT-002", 1, "COF-002", 2);
        order("10045", "Barbara Huber", "2026-07-16", "cancelled", "GIF-001", 1);
    }

    List<Product> search(String words, @Nullable String category) {
        String[] wanted = words.toLowerCase(java.util.Locale.ROOT).split("\\s+", 20);
        return products.values().stream()
                .filter(product -> category == null || product.category().equals(category))
                .filter(product -> {
                    String text = (product.sku() + " " + product.name() + " " + product.category())
                            .toLowerCase(java.util.Locale.ROOT);
                    return java.util.Arrays.stream(wanted).allMatch(text::contains);
                })
                .toList();
    }

    @Nullable
    Product product(String sku) {
        return products.get(sku);
    }

    List<String> skus() {
        return List.copyOf(products.keySet());
    }

    synchronized List<Order> orders() {
        return new ArrayList<>(orders.values());
    }

    synchronized @Nullable Order order(String id) {
        return orders.get(id);
    }

    /// Pays back some or all of an order.
    ///
    /// @return the order as it is now
    /// @throws IllegalArgumentException when there is no such order, or less than that left to pay back
    synchronized Order refund(String id, int cents) {
        Order order = orders.get(id);
        if (order == null) {
            throw new IllegalArgumentException("There is no order " + id + "; list_orders names those there are.");
        }
        int left = order.total() - order.refunded();
        if (cents > left) {
            throw new IllegalArgumentException(
                    "Order " + id + " has " + euros(left) + " EUR left to refund: ask for that much or less.");
        }
        Order refunded = order.with(cents == left ? "refunded" : order.status(), order.refunded() + cents);
        orders.put(id, refunded);
        return refunded;
    }

    static String euros(int cents) {
        return java.math.BigDecimal.valueOf(cents, 2).toPlainString();
    }

    private void product(String sku, String name, String category, int cents, int stock) {
        products.put(sku, new Product(sku, name, category, cents, stock));
    }

    private void order(String id, String customer, String placed, String status, Object... items) {
        List<Line> lines = new ArrayList<>();
        for (int item = 0; item < items.length; item += 2) {
            lines.add(new Line(
                    java.util.Objects.requireNonNull(products.get((String) items[item])), (Integer) items[item + 1]));
        }
        orders.put(id, new Order(id, customer, placed, status, List.copyOf(lines), 0));
    }
}
