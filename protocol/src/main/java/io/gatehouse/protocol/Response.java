package io.gatehouse.protocol;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The answer to a request: a result or an error, never both.
///
/// @param envelope the whole message
/// @param id the id of the request; null only in an error about a request whose id could not be read
/// @param result the result object, or null when this is an error
/// @param error the error object, or null when this is a result
public record Response(
        ObjectView envelope,
        @Nullable Slice id,
        @Nullable ObjectView result,
        @Nullable ObjectView error) implements Message {
    /// The id of every response that is made here.
    private static final Slice MADE_HERE = Slice.of("0");

    /// A result made here, to be sent under whatever id its request has; `result` is a JSON object.
    public static Response result(byte[] result) {
        return made(("{\"jsonrpc\":\"2.0\",\"id\":0,\"result\":").getBytes(StandardCharsets.US_ASCII), result);
    }

    /// [#result(byte[])] from text.
    public static Response result(String result) {
        return result(result.getBytes(StandardCharsets.UTF_8));
    }

    /// An error made here, to be sent under whatever id its request has.
    public static Response error(RpcError error) {
        return made(("{\"jsonrpc\":\"2.0\",\"id\":0,\"error\":").getBytes(StandardCharsets.US_ASCII), error.toJson());
    }

    /// [#error(RpcError)] without data.
    public static Response error(int code, String message) {
        return error(new RpcError(code, message));
    }

    /// A tool result that tells the model what went wrong (`isError`).
    public static Response toolError(String text) {
        return result("{\"content\":[{\"type\":\"text\",\"text\":" + Json.quote(text) + "}],\"isError\":true}");
    }

    /// [#toolError(String)] that says for programs too what went wrong.
    public static Response toolError(String text, Failure failure) {
        return toolError(text, failure.toJson());
    }

    /// [#toolError(String)] with `_meta`, a JSON object.
    public static Response toolError(String text, String meta) {
        return result("{\"content\":[{\"type\":\"text\",\"text\":" + Json.quote(text) + "}],\"isError\":true,\"_meta\":"
                + meta + "}");
    }

    /// An error that says for programs too what went wrong.
    public static Response error(int code, String message, Failure failure) {
        return error(new RpcError(code, message).with(failure));
    }

    /// What a request is answered that failed or was refused on its way: of a tool's call a result that the model can
    /// read, of any other method an error.
    public static Response failure(String method, int code, String text, Failure failure) {
        return method.equals(Method.TOOLS_CALL) ? toolError(text, failure) : error(code, text, failure);
    }

    /// A response from bytes that are one, made by editing another.
    ///
    /// @throws IllegalArgumentException when they are none
    public static Response of(byte[] json) {
        return (Response) MessageReader.readOwn(json);
    }

    /// Whether this is an error.
    public boolean failed() {
        return error != null;
    }

    /// Whether it was made here and did not come from whoever was asked. Only for answers to requests that were sent
    /// under another id than 0.
    public boolean madeHere() {
        return MADE_HERE.equals(id);
    }

    /// The error's code, or 0 when this is a result or the code is no integer.
    public int errorCode() {
        Long code = error == null ? null : error.integer("code");
        return code == null ? 0 : Math.toIntExact(Math.clamp(code, Integer.MIN_VALUE, Integer.MAX_VALUE));
    }

    /// The error's message, or an empty text.
    public String errorMessage() {
        String message = error == null ? null : error.string("message");
        return message == null ? "" : message;
    }

    /// `result.resultType`; `complete` when it is absent, as 2026-07-28 asks; empty for an error.
    public String resultType() {
        if (result == null) {
            return "";
        }
        String type = result.string("resultType");
        return type == null ? "complete" : type;
    }

    /// The message under another id and everything else untouched; `newId` is JSON.
    public byte[] withId(Slice newId) {
        Slice own = id;
        if (own == null) {
            return new Splice(body())
                    .change(envelope, java.util.Collections.singletonMap("id", newId.bytes()))
                    .toBytes();
        }
        return new Splice(body()).replace(own, newId).toBytes();
    }

    private static Response made(byte[] head, byte[] value) {
        byte[] whole = new byte[head.length + value.length + 1];
        System.arraycopy(head, 0, whole, 0, head.length);
        System.arraycopy(value, 0, whole, head.length, value.length);
        whole[whole.length - 1] = '}';
        return (Response) MessageReader.readOwn(whole);
    }
}
