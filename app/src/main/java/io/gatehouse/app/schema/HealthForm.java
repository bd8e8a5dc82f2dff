package io.gatehouse.app.schema;

import io.gatehouse.upstream.settings.HealthSettings;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The health page of a server.
final class HealthForm extends Form<HealthSettings> {
    private final Field<URI> url = field(
            "url",
            TransportKinds.PAGE,
            "Where the page is: an address, or a path (/healthz) of a server that has an address itself. It is requested"
                    + " with GET and without the server's credentials.");
    private final Field<Duration> every = field(
            "every",
            Kinds.duration(Duration.ofSeconds(1), Duration.ofHours(1)),
            HealthSettings.EVERY,
            "How often it is requested.");

    HealthForm() {
        super(
                "A page of the server that says whether it is well. After two answers in a row that are not 2xx, calls are"
                        + " held back until the next one that is.");
    }

    @Override
    @Nullable
    HealthSettings build(Values values) {
        URI page = values.require(url, "Write where the page is.");
        return page == null ? null : new HealthSettings(page, values.get(every));
    }
}
