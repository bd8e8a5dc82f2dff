package io.gatehouse.doors.messages.sources;

import io.gatehouse.doors.messages.api.CanonicalJson;
import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.doors.messages.sources.SourceSettings.Asks;
import io.gatehouse.models.ApiException;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Method;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Answers what servers ask in the middle of a call: there is no person to fill in a form, and a model only where the
/// operator lets servers use it.
final class Asker {
    /// 2025-11-25, sampling: what a client answers when its user says no.
    private static final int REJECTED = -1;

    private static final Slice DECLINE = Slice.of("{\"action\":\"decline\"}");

    private final Asks settings;
    private final @Nullable Sampler sampler;

    /// @param sampler the model of the request; null when servers may not use it
    Asker(Asks settings, @Nullable Sampler sampler) {
        this.settings = settings;
        this.sampler = sampler;
    }

    /// Whether servers may be told that they can sample.
    boolean samples() {
        return sampler != null;
    }

    /// The most questions of one call.
    int most() {
        return settings.perCall();
    }

    /// The `result` that answers a question; null when nobody here can. Blocks while the model answers.
    ///
    /// @param about the `params` of the question
    @Nullable
    Slice answer(String method, @Nullable ObjectView about) throws InterruptedException {
        if (method.equals(Method.ELICIT)) {
            return DECLINE;
        }
        if (!method.equals(Method.SAMPLE) || sampler == null || about == null) {
            return null;
        }
        try {
            Slice whole = about.whole();
            JsonNode params = Trees.read(whole.array(), whole.offset(), whole.length());
            ObjectNode body = SamplingBody.of(params, settings.maxTokens());
            return body == null ? null : Slice.of(CanonicalJson.bytes(SamplingBody.result(sampler.sample(body))));
        } catch (ApiException | JacksonException failed) {
            return null;
        }
    }

    /// What a server of the older era hears when nobody answers.
    static Response declined(String method) {
        return method.equals(Method.SAMPLE)
                ? Response.error(REJECTED, "no model answers sampling requests here")
                : Response.error(ErrorCode.METHOD_NOT_FOUND, "nobody here can answer " + method);
    }
}
