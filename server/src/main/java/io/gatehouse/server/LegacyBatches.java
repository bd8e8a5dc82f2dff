package io.gatehouse.server;

import io.gatehouse.http.HttpExchange;
import io.gatehouse.http.Timers;
import io.gatehouse.protocol.Caller;
import io.gatehouse.protocol.ErrorCode;
import io.gatehouse.protocol.Handler;
import io.gatehouse.protocol.MalformedMessageException;
import io.gatehouse.protocol.Message;
import io.gatehouse.protocol.MessageReader;
import io.gatehouse.protocol.Notification;
import io.gatehouse.protocol.Peer;
import io.gatehouse.protocol.Request;
import io.gatehouse.protocol.Response;
import io.gatehouse.protocol.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Serves bodies that hold several messages (2025-03-26, batching).
final class LegacyBatches {
    private final EndpointSettings settings;
    private final Timers timers;
    private final MessageReader reader;
    private final LegacyEra legacy;
    private final Work work;

    LegacyBatches(EndpointSettings settings, Timers timers, MessageReader reader, LegacyEra legacy, Work work) {
        this.settings = settings;
        this.timers = timers;
        this.reader = reader;
        this.legacy = legacy;
        this.work = work;
    }

    void serve(HttpExchange http, Accepts accepts, Slice body, Handler handler, Caller caller, String scope) {
        List<Slice> elements;
        try {
            elements = reader.elements(body);
        } catch (MalformedMessageException malformed) {
            http.respond(400, HttpReplies.JSON, malformed.response());
            return;
        }
        Peer peer = legacy.peer(http, null, caller, scope);
        if (peer == null) {
            return;
        }
        if (!peer.revision().batches()) {
            HttpReplies.error(
                    http,
                    400,
                    null,
                    ErrorCode.INVALID_REQUEST,
                    "revision " + peer.revision() + " takes one message a request, not a batch");
            return;
        }
        List<Message> messages = new ArrayList<>(elements.size());
        List<byte[]> failures = new ArrayList<>();
        for (Slice element : elements) {
            try {
                messages.add(reader.read(element));
            } catch (MalformedMessageException malformed) {
                failures.add(malformed.response());
            }
        }
        answer(http, accepts, messages, failures, peer, handler);
    }

    private void answer(
            HttpExchange http,
            Accepts accepts,
            List<Message> messages,
            List<byte[]> failures,
            Peer peer,
            Handler handler) {
        long requests = messages.stream().filter(Request.class::isInstance).count();
        int outstanding = Math.toIntExact(requests) + failures.size();
        if (outstanding == 0) {
            http.respond(202);
        }
        if (requests > 0 && work.refusing()) {
            HttpReplies.stopping(http, null, work);
            return;
        }
        HttpChannel channel = new HttpChannel(http, accepts, outstanding, true);
        List<OpenRequest> open = new ArrayList<>();
        failures.forEach(failure -> channel.answer(200, failure));
        for (Message message : messages) {
            switch (message) {
                case Request request -> {
                    OpenRequest next = new OpenRequest(channel, request, peer, Map.of(), work);
                    open.add(next);
                    LegacyMethods.serve(next, handler);
                }
                case Notification notification -> LegacyMethods.notification(notification, peer, handler);
                case Response response -> LegacyEra.answer(peer, response);
            }
        }
        if (outstanding > 0) {
            channel.watch(timers, settings.streamAfter(), open);
        }
    }
}
