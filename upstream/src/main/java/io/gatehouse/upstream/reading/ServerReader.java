package io.gatehouse.upstream.reading;

import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Json;
import io.gatehouse.protocol.Limits;
import io.gatehouse.protocol.MalformedJsonException;
import io.gatehouse.protocol.MalformedMessageException;
import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.MessageReader;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import io.gatehouse.protocol.Splice;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads messages of a server as leniently as the official clients do. What is in order costs nothing more.
public final class ServerReader {
    private static final String ANSWERS = "answers";
    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9][0-9]{0,17}");

    /// That an id came back as another type of JSON.
    public static final ServerWarning OTHER_TYPE = new ServerWarning(
            ANSWERS, "their ids have a different JSON type than those of the requests", "they are treated as the same");

    private final MessageReader reader;
    private final Consumer<ServerWarning> warned;

    /// @param maxDepth how deep a message may nest
    /// @param warned hears of what was put up with
    public ServerReader(int maxDepth, Consumer<ServerWarning> warned) {
        // Transports bound the size before.
        this.reader = new MessageReader(new Limits(Integer.MAX_VALUE, maxDepth));
        this.warned = warned;
    }

    /// Reads one message.
    public ServerMessage read(Slice bytes) {
        try {
            return new ServerMessage.Known(withReadableError(reader.read(bytes)));
        } catch (MalformedMessageException malformed) {
            Slice text = unmarked(bytes);
            Slice replaced = ServerText.replaced(text);
            if (replaced != null) {
                ServerMessage message = read(replaced);
                TextWarnings.of(message).forEach(warned);
                return message;
            }
            return text == bytes ? mended(bytes, malformed) : read(text);
        }
    }

    /// The messages of a batch, or the one that it is.
    public Iterable<Slice> each(Slice bytes) {
        Slice text = unmarked(bytes);
        if (!MessageReader.isBatch(text)) {
            return List.of(text);
        }
        try {
            return reader.elements(text);
        } catch (MalformedMessageException noBatch) {
            Slice replaced = ServerText.replaced(text);
            if (replaced == null) {
                return List.of(text);
            }
            warned.accept(TextWarnings.ANSWERS);
            return each(replaced);
        }
    }

    private Slice unmarked(Slice bytes) {
        Slice text = ServerText.withoutMark(bytes);
        if (text != bytes) {
            warned.accept(TextWarnings.MARK);
        }
        return text;
    }

    /// Whether two ids are the same request's: a server may answer `1` under `"1"` or `1.0`.
    public static boolean same(Slice ours, @Nullable Slice theirs) {
        if (theirs == null) {
            return false;
        }
        if (ours.equals(theirs)) {
            return true;
        }
        Slice number = number(theirs);
        return number != null && ours.equals(number);
    }

    /// An id of ours that came as a text or as a decimal; null when it is something else.
    public static @Nullable Slice number(Slice id) {
        String number = id.first() == 'n' ? null : integer(id);
        return number == null || number.startsWith("-") ? null : Slice.of(ascii(number));
    }

    private ServerMessage mended(Slice bytes, MalformedMessageException malformed) {
        String problem = malformed.error().message();
        ObjectView envelope;
        try {
            envelope = ObjectView.read(bytes);
        } catch (MalformedJsonException unreadable) {
            LooseEnvelope loose = LooseEnvelope.of(bytes);
            return loose.answer() ? new ServerMessage.Broken(loose.id(), problem) : new ServerMessage.Other();
        }
        if (!envelope.has("method") && !envelope.has("result") && !envelope.has("error")) {
            return new ServerMessage.Other();
        }
        Map<String, byte @Nullable []> changes = changes(envelope);
        if (!changes.isEmpty()) {
            try {
                byte[] changed =
                        new Splice(envelope.whole()).change(envelope, changes).toBytes();
                Message message = reader.read(Slice.of(changed));
                String what = String.join(", ", changes.keySet());
                warned.accept(new ServerWarning(
                        ANSWERS, "\"" + what + "\" has a form that JSON-RPC does not have", "it is accepted"));
                return new ServerMessage.Known(withReadableError(message));
            } catch (MalformedMessageException stillMalformed) {
                problem = stillMalformed.error().message();
            }
        }
        if (envelope.has("method")) {
            return new ServerMessage.Other();
        }
        Slice id = envelope.get("id");
        return new ServerMessage.Broken(id == null || id.first() == 'n' ? null : id, problem);
    }

    /// Null members that should be absent, an id that is a decimal, an error that is a text.
    private static Map<String, byte @Nullable []> changes(ObjectView envelope) {
        Map<String, byte @Nullable []> changes = new HashMap<>();
        for (String key : new String[] {"result", "error", "params"}) {
            Slice value = envelope.get(key);
            if (value != null && value.first() == 'n') {
                changes.put(key, null);
            }
        }
        Slice id = envelope.get("id");
        if (id != null && id.first() == 'n' && envelope.has("method")) {
            changes.put("id", null);
        }
        Slice number = id == null || id.first() == '"' ? null : number(id);
        if (number != null && !number.equals(id)) {
            changes.put("id", number.bytes());
        }
        Slice error = envelope.get("error");
        if (error != null && !changes.containsKey("error") && error.first() != '{') {
            changes.put("error", error(ErrorCode.INTERNAL, text(error)));
        }
        return changes;
    }

    /// An error with a number and a text, as every client wants one.
    private Message withReadableError(Message message) throws MalformedMessageException {
        if (!(message instanceof Response response) || response.error() == null) {
            return message;
        }
        ObjectView error = response.error();
        boolean code = error.integer("code") != null;
        boolean text = error.string("message") != null;
        if (code && text) {
            return message;
        }
        Map<String, byte @Nullable []> changes = new HashMap<>();
        Slice said = error.get("message");
        Slice given = error.get("code");
        String shown = said == null ? error.whole().text() : text(said);
        if (!code) {
            String number = given == null ? null : integer(given);
            changes.put("code", ascii(number == null ? String.valueOf(ErrorCode.INTERNAL) : number));
            shown = number == null && given != null && said != null ? shown + " (" + text(given) + ")" : shown;
        }
        changes.put("message", Json.quoted(shown));
        warned.accept(new ServerWarning(
                ANSWERS,
                "an error has no " + (code ? "text as its message" : "number as its code"),
                "its text is kept"));
        return reader.read(
                Slice.of(new Splice(response.body()).change(error, changes).toBytes()));
    }

    /// An integer that came as a text or as a decimal; null when it is none.
    private static @Nullable String integer(Slice value) {
        String text = value.length() > 24 ? "" : text(value);
        text = text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
        return INTEGER.matcher(text).matches() ? text : null;
    }

    private static String text(Slice value) {
        return value.first() == '"' ? Json.unquote(value) : value.text();
    }

    private static byte[] error(int code, String message) {
        return ("{\"code\":" + code + ",\"message\":" + Json.quote(message) + "}").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
