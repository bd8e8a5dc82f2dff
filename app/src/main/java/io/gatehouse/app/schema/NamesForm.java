package io.gatehouse.app.schema;

import io.gatehouse.gateway.catalog.GatewaySettings;

/// The section `names`.
final class NamesForm extends Form<Integer> {
    private final Field<Integer> maxLength = field(
            "max-length",
            Kinds.integer(16, 128),
            GatewaySettings.DEFAULT.maxNameLength(),
            String.valueOf(GatewaySettings.DEFAULT.maxNameLength()),
            "Maximum length of a tool or prompt name, including the server prefix. Clients add prefixes of their"
                    + " own, and models accept 64 characters.");

    NamesForm() {
        super("How tools and prompts are named.");
    }

    @Override
    Integer build(Values values) {
        return values.get(maxLength);
    }
}
