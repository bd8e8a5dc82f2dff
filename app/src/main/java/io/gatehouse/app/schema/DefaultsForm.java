package io.gatehouse.app.schema;

import org.jspecify.annotations.Nullable;

/// The section `defaults`: what holds for every server that says nothing else.
public final class DefaultsForm extends Form<Boolean> {
    private final ServerFields fields = new ServerFields(this);

    /// Reads `defaults`.
    public DefaultsForm() {
        super("Defaults for every server.");
    }

    /// True when every field is right.
    @Override
    @Nullable
    Boolean build(Values values) {
        fields.read(values);
        return values.broken() ? null : true;
    }
}
