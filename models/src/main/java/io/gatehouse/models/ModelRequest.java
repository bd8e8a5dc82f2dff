package io.gatehouse.models;

import io.gatehouse.http.Deadlines;
import io.gatehouse.http.Header;
import java.util.List;

/// A request to a provider, in the words of Anthropic's API.
///
/// @param method `POST` for messages
/// @param path the path with its query, `/v1/messages` say
/// @param headers `anthropic-version`, `anthropic-beta` and others that the provider may see; never credentials
/// @param body the whole body, which must not change; empty for none
/// @param model the model's name at the provider, empty where none is asked
/// @param stream whether the answer is to come as events
/// @param withheld what the caller sent beside them, credentials too; only a provider that is set to pass it on uses it
public record ModelRequest(
        String method,
        String path,
        List<Header> headers,
        byte[] body,
        String model,
        boolean stream,
        Deadlines deadlines,
        List<Header> withheld) {

    public ModelRequest {
        headers = List.copyOf(headers);
        withheld = List.copyOf(withheld);
    }

    /// A request with nothing withheld.
    public ModelRequest(
            String method,
            String path,
            List<Header> headers,
            byte[] body,
            String model,
            boolean stream,
            Deadlines deadlines) {
        this(method, path, headers, body, model, stream, deadlines, List.of());
    }

    /// The same with another body, model and headers.
    ModelRequest with(List<Header> changedHeaders, byte[] changedBody, String changedModel) {
        return new ModelRequest(method, path, changedHeaders, changedBody, changedModel, stream, deadlines, withheld);
    }

    /// Without headers, body and credentials.
    @Override
    public String toString() {
        return method + " " + path + " of " + model;
    }
}
