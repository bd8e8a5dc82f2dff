package io.gatehouse.doors.messages.translation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;

/// The betas that a request asks for, each once and in order.
public record Betas(List<String> values) {
    private static final String MCP = "mcp-client-";

    public Betas {
        values = List.copyOf(values);
    }

    /// Those of the headers `anthropic-beta`.
    ///
    /// @param headers their values; each may be a list with commas
    public static Betas of(List<String> headers) {
        LinkedHashSet<String> betas = new LinkedHashSet<>();
        for (String header : headers) {
            for (String beta : header.split(",")) {
                betas.add(beta.strip());
            }
        }
        betas.remove("");
        return new Betas(new ArrayList<>(betas));
    }

    /// The newest generation of MCP that they name.
    McpGeneration generation() {
        return values.stream()
                .map(McpGeneration::of)
                .max(Comparator.naturalOrder())
                .orElse(McpGeneration.NONE);
    }

    /// What a provider is told: all but those of MCP, which is executed here.
    List<String> forProvider() {
        return values.stream().filter(beta -> !beta.startsWith(MCP)).toList();
    }
}
