package io.gatehouse.models;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.Header;
import io.gatehouse.http.Headers;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.models.platforms.PlatformErrors;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A complete answer in JSON that did not come over the wire in this form.
public record WholeAnswer(int status, Headers headers, byte[] body) {
    private static final Set<String> OF_THE_BODY =
            Set.of("content-length", "content-type", "content-encoding", "transfer-encoding");

    /// Gives an error to a handler: as it is where it is understood, else as an answer without what is for operators.
    ///
    /// @param headers of the answer that it stands for
    public static void give(ApiError error, Headers headers, ResponseHandler answer) {
        if (answer instanceof ErrorHandler whole) {
            whole.error(error, headers(headers, "application/json"));
        } else {
            of(error, headers).give(answer);
        }
    }

    /// An error, with the id of the request where the platform gave it one.
    ///
    /// @param headers of the answer that it stands for
    public static WholeAnswer of(ApiError error, Headers headers) {
        String id = GivenId.of(headers);
        String given = id != null ? id : GivenId.wellFormed(headers.get("x-amzn-requestid"));
        byte[] body = given == null ? PlatformErrors.body(error) : error.body(given);
        return of(error.status(), headers, body);
    }

    /// An answer with the headers of the one that it stands for, as far as they are not about its body.
    public static WholeAnswer of(int status, Headers headers, byte[] body) {
        return new WholeAnswer(status, headers(headers, "application/json"), body);
    }

    /// What came with an answer, for one whose body is of another type. The platform's own id of the
    /// request is given under the name that Anthropic's API has for it, too.
    public static Headers headers(Headers given, String contentType) {
        List<Header> kept = new ArrayList<>();
        kept.add(new Header("content-type", contentType));
        given.forEach((name, value) -> {
            if (!OF_THE_BODY.contains(name.toLowerCase(Locale.ROOT))) {
                kept.add(new Header(name, value));
            }
        });
        String id = given.get("x-amzn-requestid");
        if (id != null && given.get("request-id") == null) {
            kept.add(new Header("request-id", id));
        }
        return Headers.of(kept);
    }

    /// Plays the answer to a handler, in the way that it wants the body.
    public void give(ResponseHandler answer) {
        BodyMode mode = answer.head(status, headers);
        switch (mode) {
            case WHOLE -> answer.whole(body);
            case PIECES -> {
                answer.piece(body);
                answer.end();
            }
            case EVENTS, DISCARD -> answer.end();
        }
    }
}
