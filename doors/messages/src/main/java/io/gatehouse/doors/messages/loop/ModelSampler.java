package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.messages.api.CanonicalJson;
import io.gatehouse.doors.messages.api.RequestLog;
import io.gatehouse.doors.messages.api.Spend;
import io.gatehouse.doors.messages.api.TokenUsage;
import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.doors.messages.sources.Sampler;
import io.gatehouse.http.Deadlines;
import io.gatehouse.models.ApiError;
import io.gatehouse.models.ApiException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// Lets servers sample the model of a request; what they use is counted with the request.
///
/// @param limits of the request; past them there are no more answers
/// @param spending counts what is used of quotas
/// @param log of the request
record ModelSampler(RequestModel model, LoopLimits limits, LoopSpending spending, RequestLog log) implements Sampler {

    @Override
    public ObjectNode sample(ObjectNode body) throws ApiException, InterruptedException {
        if (!limits.open()) {
            throw ApiException.invalid("the request of this call has reached its limit for the model");
        }
        ObjectNode asked = Trees.object().put("model", model.name());
        asked.setAll(body);
        byte[] sent = CanonicalJson.bytes(asked);
        try {
            Spend spend = spending.begin(sent.length, asked.path("max_tokens").asLong(0));
            byte[] answer = answer(sent, spend);
            if (Trees.read(answer) instanceof ObjectNode message) {
                if (message.path("usage") instanceof ObjectNode usage) {
                    log.used(UsageSum.tokens(usage));
                    spend.used(UsageSum.tokens(usage));
                }
                return message;
            }
        } catch (ModelFailure failed) {
            throw new ApiException(failed.error());
        } catch (JacksonException malformed) {
            // Told below.
        }
        throw new ApiException(ApiError.api("the model's provider answered with something that is not a message"));
    }

    private byte[] answer(byte[] sent, Spend spend) throws ModelFailure, InterruptedException {
        try {
            return model.ask(RequestModel.MESSAGES, sent, Deadlines.none()).body();
        } catch (ModelFailure failed) {
            spend.failed(TokenUsage.NONE);
            throw failed;
        } catch (InterruptedException gone) {
            spend.cut(TokenUsage.NONE);
            throw gone;
        }
    }
}
