package io.gatehouse.doors.messages.loop;

import io.gatehouse.doors.front.InFlight;
import io.gatehouse.doors.front.Visitor;
import io.gatehouse.doors.messages.api.Reply;
import io.gatehouse.doors.messages.api.RequestHeaders;
import io.gatehouse.doors.messages.api.RequestLog;
import io.gatehouse.doors.messages.api.TokenUsage;
import io.gatehouse.doors.messages.sources.SourceSettings;
import io.gatehouse.doors.messages.translation.Betas;
import io.gatehouse.doors.messages.translation.McpRequest;
import io.gatehouse.doors.messages.translation.RequestReader;
import io.gatehouse.doors.messages.translation.ResultMemory;
import io.gatehouse.http.Deadlines;
import io.gatehouse.http.HttpExchange;
import io.gatehouse.models.ApiError;
import io.gatehouse.models.ApiException;
import io.gatehouse.models.Provider;
import java.math.BigDecimal;

/// Executes the MCP of requests to the Messages API: asks the model, runs the tools that it calls, and asks
/// again, until one message is complete. A client that goes away ends all of it.
public final class Loop {
    private final LoopParts parts;
    private final InFlight work;

    /// @param work counts each request until it is answered
    public Loop(LoopParts parts, InFlight work) {
        this.parts = parts;
        this.work = work;
    }

    /// `POST /v1/messages`: runs the tool loop and answers. Blocks until the answer is complete, so it wants a virtual
    /// thread of its own.
    ///
    /// @param to where the answer goes; its header `request-id` is not added yet
    public void handle(Reply to, Visitor visitor, byte[] body, RequestHeaders headers) {
        answer(to, visitor, body, headers, false);
    }

    /// `POST /v1/messages/count_tokens`: counts what the model would be sent. Blocks like [#handle].
    public void countTokens(Reply to, Visitor visitor, byte[] body, RequestHeaders headers) {
        answer(to, visitor, body, headers, true);
    }

    private void answer(Reply to, Visitor visitor, byte[] body, RequestHeaders headers, boolean counting) {
        HttpExchange exchange = to.exchange();
        RequestLog log = to.log();
        LoopReply reply = new LoopReply(exchange, to.id(), log);
        RequestThread here = new RequestThread();
        exchange.onClosed(here::leave);
        work.enter(here);
        try {
            answer(reply, parts.memory(exchange, visitor), body, headers, log, counting, here);
        } catch (ApiException refused) {
            reply.refuse(refused.error());
        } catch (ModelFailure failed) {
            reply.fail(failed, false);
        } catch (InterruptedException gone) {
            if (here.stopped()) {
                reply.fail(RequestThread.failure(), false);
            } else {
                log.end(0, "client_closed");
            }
        } catch (RuntimeException | Error unexpected) {
            reply.fail(reply.unexpected(unexpected), false);
        } finally {
            work.leave(here);
        }
    }

    private void answer(
            LoopReply reply,
            ResultMemory memory,
            byte[] body,
            RequestHeaders headers,
            RequestLog log,
            boolean counting,
            RequestThread here)
            throws ApiException, ModelFailure, InterruptedException {
        SourceSettings sources = parts.sourceSettings().get();
        RequestReader reader = new RequestReader(sources.betaRequired());
        Betas betas = Betas.of(headers.betas());
        McpRequest request = counting ? reader.readCount(body, betas) : reader.read(body, betas);
        log.model(request.model());
        request.servers().forEach(server -> log.server(server.name()));
        Provider provider = parts.providers().get().of(request.model());
        log.provider(provider.name());
        if (!counting) {
            priced(request.model());
        }
        RequestModel model = RequestModel.of(provider, request.model(), headers);
        LoopSpending spending = LoopSpending.of(parts.spending(), memory.caller(), body);
        LoopLimits limits =
                new LoopLimits(parts.settings().get(), parts.logs().prices().get(), request.model(), log);
        try (RequestTools tools = new RequestTools(
                request,
                parts.sources(),
                memory.caller(),
                reply.requestId(),
                new ModelSampler(model, limits, spending, log))) {
            LoopRequest ready = LoopRequest.of(parts, request, model, tools, memory);
            reply.leftOut(tools.leftOut());
            if (counting) {
                count(ready, reply, log);
            } else {
                new LoopRun(limits, spending, ready, reply, log, here).run();
            }
        }
    }

    /// A bound that cannot be kept is none.
    private void priced(String model) throws ApiException {
        BigDecimal most = parts.settings().get().cost();
        if (most.signum() > 0 && parts.logs().prices().get().cost(model, TokenUsage.NONE) == null) {
            throw new ApiException(
                    ApiError.invalid("model: the cost of requests with MCP servers is limited here, but the model `"
                                    + model + "` has no price. Ask for a model that has one.")
                            .withRemedy("Add it under models.prices, or set messages.loop.cost to 0."));
        }
    }

    private static void count(LoopRequest request, LoopReply reply, RequestLog log)
            throws ModelFailure, InterruptedException {
        ProviderAnswer answer =
                request.model().ask(RequestModel.COUNT_TOKENS, request.body().bytesToCount(), Deadlines.none());
        reply.json(ProviderHeaders.passed(answer.headers()), answer.body());
        log.end(200, "counted");
    }
}
