package io.gatehouse.models.platforms;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.ServerSentEvent;
import io.gatehouse.models.ApiError;
import io.gatehouse.models.ErrorHandler;
import io.gatehouse.models.RenamedHeaders;
import io.gatehouse.models.WholeAnswer;
import io.gatehouse.protocol.ObjectView;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/// Turns Bedrock's answer in AWS's binary framing (`application/vnd.amazon.eventstream`) into the
/// server-sent events of Anthropic's API. The events' JSON stays as it is.
final class BedrockStream implements ResponseHandler {
    private static final System.Logger LOG = System.getLogger(BedrockStream.class.getName());

    private final ResponseHandler answer;
    private final Runnable cancel;
    private final AwsFrameReader reader;
    private final ByteArrayOutputStream frames = new ByteArrayOutputStream();
    private BodyMode wanted = BodyMode.DISCARD;
    private boolean translating;
    private boolean over;
    private boolean finished;

    /// @param largestFrame in bytes
    BedrockStream(ResponseHandler answer, Runnable cancel, int largestFrame) {
        this.answer = answer;
        reader = new AwsFrameReader(largestFrame);
        this.cancel = cancel;
    }

    @Override
    public BodyMode head(int status, Headers headers) {
        String type = headers.get("content-type");
        if (type == null || !type.toLowerCase(Locale.ROOT).contains("application/vnd.amazon.eventstream")) {
            return new RenamedHeaders(answer).head(status, headers);
        }
        translating = true;
        wanted = answer.head(status, WholeAnswer.headers(headers, "text/event-stream; charset=utf-8"));
        return wanted == BodyMode.DISCARD ? BodyMode.DISCARD : BodyMode.PIECES;
    }

    @Override
    public void piece(byte[] bytes) {
        if (!translating) {
            answer.piece(bytes);
            return;
        }
        if (over) {
            return;
        }
        try {
            reader.feed(bytes, this::message);
        } catch (RuntimeException unreadable) {
            LOG.log(System.Logger.Level.WARNING, "an event stream of Amazon Bedrock cannot be read", unreadable);
            cancel.run();
            error(ApiError.api(
                    "The event stream of Amazon Bedrock cannot be read: it is damaged, too large, or not an event"
                            + " stream."));
            return;
        }
        flush();
    }

    private void message(Message message) {
        if (over) {
            return;
        }
        switch (text(message, ":message-type")) {
            case "event" -> {
                if (text(message, ":event-type").equals("chunk")) {
                    chunk(message.getPayload());
                }
            }
            case "exception" -> error(BedrockErrors.of(text(message, ":exception-type"), 0, message.getPayload()));
            case "error" -> error(BedrockErrors.of(text(message, ":error-code"), 0, text(message, ":error-message")));
            default -> {}
        }
    }

    private static String text(Message message, String header) {
        @Nullable HeaderValue value = message.getHeaders().get(header);
        return value == null ? "" : value.getString();
    }

    /// An event of Anthropic's API in base64. One without a type has no name to go by: keep-alives of
    /// gateways.
    private void chunk(byte[] payload) {
        ObjectView part = PlatformErrors.object(payload);
        String encoded = part == null ? null : part.string("bytes");
        if (encoded == null) {
            return;
        }
        byte[] data = Base64.getDecoder().decode(encoded);
        ObjectView event = PlatformErrors.object(data);
        if (event == null) {
            throw new IllegalArgumentException("a chunk holds no JSON object");
        }
        String type = event.string("type");
        if (type != null) {
            emit(type, data);
        }
    }

    private void error(ApiError error) {
        over = true;
        finished = true;
        flush();
        ErrorHandler.breakOff(error, answer);
    }

    private void emit(String type, byte[] data) {
        if (wanted == BodyMode.EVENTS) {
            answer.event(new ServerSentEvent(type, null, null, data));
            return;
        }
        frames.writeBytes(("event: " + type.replaceAll("[\r\n]", "") + "\ndata: ").getBytes(StandardCharsets.UTF_8));
        frames.writeBytes(oneLine(data));
        frames.write('\n');
        frames.write('\n');
    }

    /// Between JSON's values a line break means no more than a space, but it would end a line of the
    /// event.
    private static byte[] oneLine(byte[] json) {
        for (int at = 0; at < json.length; at++) {
            if (json[at] == '\n' || json[at] == '\r') {
                json[at] = ' ';
            }
        }
        return json;
    }

    private void flush() {
        if (wanted == BodyMode.PIECES && frames.size() > 0) {
            byte[] bytes = frames.toByteArray();
            frames.reset();
            answer.piece(bytes);
        }
    }

    private void finish() {
        if (finished) {
            return;
        }
        finished = true;
        if (wanted == BodyMode.WHOLE) {
            answer.whole(frames.toByteArray());
        } else {
            answer.end();
        }
    }

    @Override
    public void event(ServerSentEvent event) {
        answer.event(event);
    }

    @Override
    public void whole(byte[] body) {
        answer.whole(body);
    }

    @Override
    public void end() {
        if (translating && reader.inside() && !over) {
            error(ApiError.api("The event stream of Amazon Bedrock ended in the middle of an event."));
        } else if (translating) {
            finish();
        } else {
            answer.end();
        }
    }

    @Override
    public void failed(HttpFailure failure) {
        answer.failed(failure);
    }
}
