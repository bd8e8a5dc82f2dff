package io.gatehouse.http.client;

import io.gatehouse.http.BodyMode;
import io.gatehouse.http.ClientRequest;
import io.gatehouse.http.ClientSettings;
import io.gatehouse.http.Headers;
import io.gatehouse.http.HttpFailure;
import io.gatehouse.http.ResponseHandler;
import io.gatehouse.http.codec.ContentCodings;
import io.gatehouse.http.loop.BodyCharge;
import io.gatehouse.http.memory.BodyCollector;
import io.gatehouse.http.memory.BodyMemory;
import io.gatehouse.http.memory.Buffers;
import io.gatehouse.http.sse.SseReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Arrays;
import java.util.function.Supplier;

/// Reads the body of a response as its handler wants it.
abstract sealed class ResponseBody
        permits ResponseBody.Whole, ResponseBody.Events, ResponseBody.Pieces, ResponseBody.Discard, UnpackedBody {

    /// Takes a piece.
    ///
    /// @throws HttpFailure if it makes the body or an event too large
    abstract void data(ByteBuf bytes) throws HttpFailure;

    /// All that has come so far was taken; what was held back to go together goes on.
    void flush() {}

    abstract void end();

    /// Nothing more comes, in good order or not.
    void close() {}

    static ResponseBody of(
            BodyMode mode,
            Headers headers,
            ContentCodings codings,
            ClientSettings settings,
            ClientRequest request,
            ResponseHandler handler,
            Supplier<BodyCharge> charge)
            throws HttpFailure {
        if (mode == BodyMode.EVENTS && codings.unknown() != null) {
            throw new HttpFailure(
                    HttpFailure.Kind.PROTOCOL,
                    true,
                    "the response is compressed in a way that was not requested (" + codings.unknown() + ")",
                    null);
        }
        ResponseBody body = plain(mode, headers, settings, request, handler, charge);
        if (mode != BodyMode.DISCARD) {
            for (ContentCodings.Coding coding : codings.undone().reversed()) {
                body = new UnpackedBody(body, coding, mode != BodyMode.WHOLE);
            }
        }
        return body;
    }

    private static ResponseBody plain(
            BodyMode mode,
            Headers headers,
            ClientSettings settings,
            ClientRequest request,
            ResponseHandler handler,
            Supplier<BodyCharge> charge)
            throws HttpFailure {
        int most = request.bound(settings.maxBodyBytes());
        return switch (mode) {
            case WHOLE -> new Whole(handler, most, announced(headers, most), charge);
            case EVENTS -> new Events(handler, request.bound(settings.maxEventBytes()), charge);
            case PIECES -> new Pieces(handler);
            case DISCARD -> new Discard(handler, settings.maxDiscardedBytes());
        };
    }

    private static long announced(Headers headers, int limit) throws HttpFailure {
        String length = headers.get("content-length");
        if (length == null) {
            return -1;
        }
        try {
            long announced = Long.parseLong(length);
            if (announced > limit) {
                throw tooLarge("the response is " + announced + " bytes, more than " + limit);
            }
            return announced;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static HttpFailure tooLarge(String message) {
        return new HttpFailure(HttpFailure.Kind.TOO_LARGE, true, message, null);
    }

    static final class Whole extends ResponseBody {
        private final ResponseHandler handler;
        private final int limit;
        private final BodyCollector collector;

        private final Supplier<BodyCharge> charge;

        Whole(ResponseHandler handler, int limit, long expected, Supplier<BodyCharge> charge) {
            this.charge = charge;
            this.handler = handler;
            this.limit = limit;
            collector = new BodyCollector(limit, expected);
            if (expected > BodyMemory.SMALL) {
                charge.get().hold(expected);
            }
        }

        @Override
        void data(ByteBuf bytes) throws HttpFailure {
            int size = collector.size() + bytes.readableBytes();
            if (size > BodyMemory.SMALL && size <= limit) {
                charge.get().hold(collector.capacity(size));
            }
            if (!collector.add(bytes)) {
                throw tooLarge("the response is larger than " + limit + " bytes");
            }
        }

        @Override
        void end() {
            handler.whole(collector.body());
        }
    }

    static final class Events extends ResponseBody {
        private final ResponseHandler handler;
        private final SseReader reader;

        private final Supplier<BodyCharge> charge;
        private boolean charged;

        Events(ResponseHandler handler, int limit, Supplier<BodyCharge> charge) {
            this.charge = charge;
            this.handler = handler;
            reader = new SseReader(limit, handler::event);
        }

        @Override
        void data(ByteBuf bytes) throws HttpFailure {
            try {
                if (bytes.hasArray()) {
                    reader.read(bytes.array(), bytes.arrayOffset() + bytes.readerIndex(), bytes.readableBytes());
                } else {
                    byte[] copy = ByteBufUtil.getBytes(bytes);
                    reader.read(copy, 0, copy.length);
                }
            } catch (SseReader.TooLargeException e) {
                throw tooLarge(String.valueOf(e.getMessage()));
            }
            int held = reader.held();
            if (held > BodyMemory.SMALL) {
                charged = true;
                charge.get().hold(held);
            } else if (charged) {
                charge.get().shrink(held);
            }
        }

        @Override
        void end() {
            handler.end();
        }
    }

    /// Servers that stream send chunks of a few bytes. Those that were read together go on as one piece.
    static final class Pieces extends ResponseBody {
        private static final int MOST_HELD = 16 << 10;

        private final ResponseHandler handler;
        private byte[] held = Buffers.EMPTY;
        private int length;

        Pieces(ResponseHandler handler) {
            this.handler = handler;
        }

        @Override
        void data(ByteBuf bytes) {
            int more = bytes.readableBytes();
            if (length + more > MOST_HELD) {
                flush();
            }
            if (length == 0) {
                held = ByteBufUtil.getBytes(bytes);
            } else {
                if (length + more > held.length) {
                    held = Arrays.copyOf(held, Math.max(length + more, 2 * held.length));
                }
                bytes.getBytes(bytes.readerIndex(), held, length, more);
            }
            length += more;
        }

        @Override
        void flush() {
            if (length > 0) {
                byte[] piece = length == held.length ? held : Arrays.copyOf(held, length);
                held = Buffers.EMPTY;
                length = 0;
                handler.piece(piece);
            }
        }

        @Override
        void end() {
            flush();
            handler.end();
        }
    }

    static final class Discard extends ResponseBody {
        private final ResponseHandler handler;
        private final int limit;
        private long size;

        Discard(ResponseHandler handler, int limit) {
            this.handler = handler;
            this.limit = limit;
        }

        @Override
        void data(ByteBuf bytes) throws HttpFailure {
            size += bytes.readableBytes();
            if (size > limit) {
                throw tooLarge("more than " + limit + " bytes of an unneeded body arrived");
            }
        }

        @Override
        void end() {
            handler.end();
        }
    }
}
