package io.gatehouse.gateway.person;

import io.gatehouse.protocol.Json;
import java.net.URI;
import java.util.List;

/// What the gateway asks a person.
public sealed interface PersonQuestion {
    /// What is asked, as the person reads it.
    String message();

    /// Fields to fill in.
    ///
    /// @param schema a JSON object: the flat `requestedSchema` of an elicitation, which all revisions understand
    record Form(String message, String schema) implements PersonQuestion {}

    /// One of several options; see [PersonAnswer.Accepted#choice()].
    ///
    /// @param options at least one, with values that differ
    /// @throws IllegalArgumentException when there is none, or two have the same value
    record Choice(String message, List<Option> options) implements PersonQuestion {
        public Choice {
            options = List.copyOf(options);
            if (options.isEmpty()
                    || options.stream().map(Option::value).distinct().count() < options.size()) {
                throw new IllegalArgumentException("a choice needs options, and values that differ");
            }
        }
    }

    /// An option of a choice.
    ///
    /// @param value by which it is known
    /// @param title what the person reads
    record Option(String value, String title) {
        String json() {
            return "{\"const\":" + Json.quote(value) + ",\"title\":" + Json.quote(title) + "}";
        }
    }

    /// An address that the person opens in a browser. It is accepted once the person agrees to open it; what becomes of
    /// it there has to be learned in another way. Nothing that the person enters there passes the client.
    record OpenPage(String message, URI url) implements PersonQuestion {}
}
