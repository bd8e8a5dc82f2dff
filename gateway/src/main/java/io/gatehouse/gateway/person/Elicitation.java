package io.gatehouse.gateway.person;

import io.gatehouse.kit.ArgumentSchema;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Revision;
import io.gatehouse.protocol.Slice;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Questions to a person as `elicitation/create`, and what clients answer.
public final class Elicitation {
    /// The one field of a choice.
    static final String CHOICE = "choice";

    private static final ObjectView NOTHING = object("{}");

    private Elicitation() {}

    /// The question as a client of this revision is asked it.
    public static Request request(PersonQuestion question, Revision revision) {
        String message = "\"message\":" + Json.quote(question.message());
        String form = revision.compareTo(Revision.R2025_11_25) < 0 ? "" : "\"mode\":\"form\",";
        String params = switch (question) {
            case PersonQuestion.Form(String text, String schema) -> form + message + ",\"requestedSchema\":" + schema;
            case PersonQuestion.Choice choice -> form + message + ",\"requestedSchema\":" + schema(choice, revision);
            case PersonQuestion.OpenPage page ->
                "\"mode\":\"url\"," + message + ",\"elicitationId\":"
                        + Json.quote(UUID.randomUUID().toString()) + ",\"url\":"
                        + Json.quote(page.url().toString());
        };
        return Request.of("0", Method.ELICIT, "{" + params + "}");
    }

    /// Before 2025-11-25, titles stand beside the values.
    private static String schema(PersonQuestion.Choice choice, Revision revision) {
        List<PersonQuestion.Option> options = choice.options();
        String values = revision.compareTo(Revision.R2025_11_25) < 0
                ? "\"enum\":"
                        + strings(options.stream()
                                .map(PersonQuestion.Option::value)
                                .toList())
                        + ",\"enumNames\":"
                        + strings(options.stream()
                                .map(PersonQuestion.Option::title)
                                .toList())
                : "\"oneOf\":"
                        + options.stream().map(PersonQuestion.Option::json).collect(Collectors.joining(",", "[", "]"));
        return "{\"type\":\"object\",\"properties\":{\"" + CHOICE + "\":{\"type\":\"string\"," + values
                + "}},\"required\":[\"" + CHOICE + "\"]}";
    }

    private static String strings(List<String> texts) {
        return texts.stream().map(Json::quote).collect(Collectors.joining(",", "[", "]"));
    }

    /// What a client's response says. One that accepts with something else than was asked for counts as dismissed:
    /// nothing was decided.
    public static PersonAnswer answer(PersonQuestion question, Response response) {
        ObjectView result = response.result();
        if (result == null) {
            return response.errorCode() == ErrorCode.NOT_ANSWERED
                    ? new PersonAnswer.TooLate()
                    : new PersonAnswer.Unreachable(String.valueOf(response.errorMessage()));
        }
        return switch (String.valueOf(result.string("action"))) {
            case "accept" -> accepted(question, result.get("content"));
            case "decline" -> new PersonAnswer.Declined();
            default -> new PersonAnswer.Cancelled();
        };
    }

    private static PersonAnswer accepted(PersonQuestion question, @Nullable Slice given) {
        if (question instanceof PersonQuestion.OpenPage) {
            return new PersonAnswer.Accepted(NOTHING);
        }
        if (given != null && given.first() != '{') {
            return new PersonAnswer.Cancelled();
        }
        String schema = switch (question) {
            case PersonQuestion.Form form -> form.schema();
            case PersonQuestion.Choice choice -> schema(choice, Revision.NEWEST);
            case PersonQuestion.OpenPage page -> "{}";
        };
        try {
            ObjectView content = given == null ? NOTHING : object(given.text());
            boolean fits = new ArgumentSchema(Slice.of(schema)).problems(given).isEmpty();
            return fits ? new PersonAnswer.Accepted(content) : new PersonAnswer.Cancelled();
        } catch (IllegalArgumentException unreadable) {
            return new PersonAnswer.Cancelled();
        }
    }

    private static ObjectView object(String json) {
        ObjectView view = Response.result(json).result();
        if (view == null) {
            throw new IllegalArgumentException("not an object");
        }
        return view;
    }
}
