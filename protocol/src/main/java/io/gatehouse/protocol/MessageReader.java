package io.gatehouse.protocol;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads JSON-RPC 2.0 messages in one pass. The envelope, the parameters' own keys and `_meta` are looked into and
/// checked; everything else is only checked to be JSON and stays the bytes it was.
public final class MessageReader {
    private static final int MAX_ID_BYTES = 512;
    private static final int MAX_METHOD_LENGTH = 256;
    private static final int MAX_BATCH = 1_000;

    private static final JsonScanner.Nesting BODY = key -> key.equals("_meta") ? JsonScanner.FLAT : null;
    private static final JsonScanner.Nesting ENVELOPE = key -> switch (key) {
        case "params", "result" -> BODY;
        case "error" -> JsonScanner.FLAT;
        default -> null;
    };

    private final Limits limits;
    private final boolean ofClients;

    /// A reader that refuses messages beyond these bounds.
    public MessageReader(Limits limits) {
        this(limits, false);
    }

    private MessageReader(Limits limits, boolean ofClients) {
        this.limits = limits;
        this.ofClients = ofClients;
    }

    /// Reads what clients send: an optional member whose value is `null` is taken for absent, and left out of the
    /// message.
    public static MessageReader ofClients(Limits limits) {
        return new MessageReader(limits, true);
    }

    /// Reads one message.
    ///
    /// @throws MalformedMessageException when it is too large, no JSON, or no JSON-RPC 2.0 message
    public Message read(Slice bytes) throws MalformedMessageException {
        if (bytes.length() > limits.maxBytes()) {
            throw new MalformedMessageException(
                    ErrorCode.INVALID_REQUEST,
                    "the message has " + bytes.length() + " bytes, more than the limit of " + limits.maxBytes(),
                    null);
        }
        ObjectView envelope;
        try {
            envelope = new JsonScanner(bytes, limits.maxDepth()).wholeObject(ENVELOPE);
            byte[] without = ofClients ? NullMembers.removed(envelope) : null;
            if (without != null) {
                envelope = new JsonScanner(Slice.of(without), limits.maxDepth()).wholeObject(ENVELOPE);
            }
        } catch (MalformedJsonException malformed) {
            boolean json = isJson(bytes);
            throw new MalformedMessageException(
                    json ? ErrorCode.INVALID_REQUEST : ErrorCode.PARSE,
                    "not a message: " + malformed.getMessage(),
                    null);
        }
        return classify(envelope);
    }

    /// Whether the bytes are an array, that is, what revision 2025-03-26 calls a batch.
    public static boolean isBatch(Slice bytes) {
        for (int at = bytes.offset(); at < bytes.end(); at++) {
            byte b = bytes.array()[at];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b == '[';
            }
        }
        return false;
    }

    /// The elements of a batch, each to be read on its own; between 1 and 1,000 of them.
    ///
    /// @throws MalformedMessageException when it is no JSON array, is empty or too long
    public List<Slice> elements(Slice batch) throws MalformedMessageException {
        List<Slice> elements;
        try {
            elements = new ArrayList<>(new JsonScanner(batch, limits.maxDepth()).wholeArray());
        } catch (MalformedJsonException malformed) {
            throw new MalformedMessageException(ErrorCode.PARSE, "not a batch: " + malformed.getMessage(), null);
        }
        if (elements.isEmpty() || elements.size() > MAX_BATCH) {
            throw new MalformedMessageException(
                    ErrorCode.INVALID_REQUEST, "a batch holds 1 to " + MAX_BATCH + " messages", null);
        }
        return elements;
    }

    /// Reads bytes that were made by this program.
    static Message readOwn(byte[] json) {
        try {
            return new MessageReader(new Limits(Integer.MAX_VALUE, Limits.INNER_DEPTH)).read(Slice.of(json));
        } catch (MalformedMessageException malformed) {
            throw new IllegalArgumentException(malformed.getMessage(), malformed);
        }
    }

    private Message classify(ObjectView envelope) throws MalformedMessageException {
        Slice id = envelope.get("id");
        if (id != null && !validId(id)) {
            if (id.first() != 'n' || envelope.has("method")) {
                throw invalid("\"id\" must be a string or an integer of at most " + MAX_ID_BYTES + " bytes", null);
            }
            id = null;
        }
        if (!"2.0".equals(envelope.string("jsonrpc"))) {
            throw invalid("\"jsonrpc\" must be \"2.0\"", id);
        }
        if (envelope.has("method")) {
            return call(envelope, id);
        }
        return answer(envelope, id);
    }

    private Message call(ObjectView envelope, @Nullable Slice id) throws MalformedMessageException {
        String method = envelope.string("method");
        if (method == null || method.isEmpty() || method.length() > MAX_METHOD_LENGTH) {
            throw invalid("\"method\" must be a string of 1 to " + MAX_METHOD_LENGTH + " characters", id);
        }
        if (envelope.has("result") || envelope.has("error")) {
            throw invalid("a message with \"method\" has neither \"result\" nor \"error\"", id);
        }
        ObjectView params = envelope.object("params");
        if (params == null && envelope.has("params")) {
            throw invalid("\"params\" must be an object", id);
        }
        if (params != null && params.has("_meta") && params.object("_meta") == null) {
            throw invalid("\"params._meta\" must be an object", id);
        }
        String complaint = OtherSpellings.complaint(envelope, params);
        if (complaint != null) {
            throw invalid(complaint, id);
        }
        String likeness = ofClients ? KnownMethods.likeness(method) : null;
        if (likeness != null) {
            throw invalid("\"method\" must not be another spelling of \"" + likeness + "\"", id);
        }
        return id == null ? new Notification(envelope, method, params) : new Request(envelope, id, method, params);
    }

    private static Message answer(ObjectView envelope, @Nullable Slice id) throws MalformedMessageException {
        ObjectView result = envelope.object("result");
        ObjectView error = envelope.object("error");
        boolean both = envelope.has("result") && envelope.has("error");
        if (both || result == null && error == null) {
            throw invalid("a message has a \"method\", or else one object \"result\" or \"error\"", id);
        }
        if (id == null && error == null) {
            throw invalid("a response needs the \"id\" of its request", null);
        }
        return new Response(envelope, id, result, error);
    }

    private static boolean validId(Slice id) {
        if (id.length() > MAX_ID_BYTES) {
            return false;
        }
        byte first = id.first();
        if (first == '"') {
            return true;
        }
        if (first != '-' && (first < '0' || first > '9') || id.length() > 20) {
            return false;
        }
        for (int at = id.offset() + 1; at < id.end(); at++) {
            byte b = id.array()[at];
            if (b < '0' || b > '9') {
                return false;
            }
        }
        return true;
    }

    /// A value that is no object, or names a key twice, is JSON but no message.
    private boolean isJson(Slice bytes) {
        try {
            new JsonScanner(bytes, limits.maxDepth()).wholeValue();
            return true;
        } catch (MalformedJsonException malformed) {
            return false;
        }
    }

    private static MalformedMessageException invalid(String message, @Nullable Slice id) {
        return new MalformedMessageException(ErrorCode.INVALID_REQUEST, message, id);
    }
}
