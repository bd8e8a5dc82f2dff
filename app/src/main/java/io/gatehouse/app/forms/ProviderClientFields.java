package io.gatehouse.app.forms;

import io.gatehouse.http.ClientSettings;
import io.gatehouse.models.ProviderTimes;
import java.time.Duration;

/// The fields of a provider that say how it is connected to.
public final class ProviderClientFields {
    private static final ClientSettings CLIENT = ClientSettings.defaults();
    /// A stream of a model holds its connection as long as the model speaks, and many speak at once.
    public static final int CONNECTIONS = 4_096;

    private static final Duration IDLE = Duration.ofSeconds(30);

    private final Field<Duration> connectTimeout;
    private final Field<Integer> answerBytes;
    private final ClientFields client;

    /// Declares the fields in a form.
    ProviderClientFields(Form<?> form) {
        connectTimeout = ServerFields.time(form, "connect-timeout", ProviderTimes.DEFAULT.connect(), "For connecting.");
        answerBytes = form.field(
                "answer-bytes",
                Kinds.size(1024, 1 << 30),
                CLIENT.maxBodyBytes(),
                Quantities.text(CLIENT.maxBodyBytes()),
                "Largest answer that is not streamed, and largest event of a stream that the gateway reads.");
        client = new ClientFields(form, "provider", CONNECTIONS, IDLE);
    }

    /// How long connecting may take.
    Duration connectTimeout(Values values) {
        return values.get(connectTimeout);
    }

    /// Reads all of them.
    ClientSettings read(Values values) {
        return client.read(values, values.get(connectTimeout), values.get(answerBytes));
    }
}
