package io.gatehouse.protocol;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A JSON-RPC request: it wants exactly one [Response] with its id.
///
/// @param envelope the whole message
/// @param id a JSON string or integer as it came
/// @param method the method's name
/// @param params its parameters, or null when there are none
public record Request(
        ObjectView envelope,
        Slice id,
        String method,
        @Nullable ObjectView params) implements Message {

    /// A request made here; `id` and `params` are JSON texts.
    public static Request of(String id, String method, @Nullable String params) {
        String json = "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":" + Json.quote(method)
                + (params == null ? "}" : ",\"params\":" + params + "}");
        return (Request) MessageReader.readOwn(json.getBytes(StandardCharsets.UTF_8));
    }

    /// A request from bytes that are one, made by editing another.
    ///
    /// @throws IllegalArgumentException when they are none
    public static Request of(byte[] json) {
        return (Request) MessageReader.readOwn(json);
    }

    /// `params.name` of `tools/call` and `prompts/get`, or null.
    public @Nullable String name() {
        return params == null ? null : params.string("name");
    }

    /// `params.uri` of the resource methods, or null.
    public @Nullable String uri() {
        return params == null ? null : params.string("uri");
    }

    /// `params._meta`, or null.
    public @Nullable ObjectView meta() {
        return params == null ? null : params.object("_meta");
    }

    /// `params._meta.progressToken` as it came, or null when no progress is wanted.
    public @Nullable Slice progressToken() {
        ObjectView meta = meta();
        return meta == null ? null : meta.get(Meta.PROGRESS_TOKEN);
    }

    /// The same request with another id and everything else untouched; `newId` is JSON.
    public byte[] withId(byte[] newId) {
        return new Splice(body()).replace(id, newId).toBytes();
    }
}
