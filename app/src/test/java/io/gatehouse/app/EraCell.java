package io.gatehouse.app;

import io.gatehouse.protocol.Revision;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/// A client's revision, the way it comes in, and a kind of server.
record EraCell(Revision client, Door door, Kind kind) {
    /// The ways to the gateway.
    enum Door {
        /// Streamable HTTP, or HTTP+SSE for clients of 2024-11-05.
        HTTP,
        /// Standard streams of a gateway that serves this client alone.
        STDIO,
        /// Standard streams of a program that passes on to a gateway.
        RELAY
    }

    /// The ways to a server, and the era that is spoken on each.
    enum Kind {
        IN_PROCESS(true),
        STDIO_LEGACY(false),
        STDIO_DUAL(true),
        HTTP_LEGACY(false),
        HTTP_MODERN(true),
        EVENTS(false);

        private final boolean modern;

        Kind(boolean modern) {
            this.modern = modern;
        }

        boolean modern() {
            return modern;
        }

        /// The name that such a server has at the gateway.
        String server() {
            return name().toLowerCase(Locale.ROOT).replace("_", "");
        }
    }

    static Stream<EraCell> all() {
        return Arrays.stream(Revision.values())
                .flatMap(revision -> Arrays.stream(Door.values())
                        .flatMap(door -> Arrays.stream(Kind.values())
                                .filter(kind -> door == Door.HTTP
                                        || kind == Kind.STDIO_LEGACY
                                        || kind == Kind.HTTP_LEGACY
                                        || kind == Kind.HTTP_MODERN)
                                .map(kind -> new EraCell(revision, door, kind))));
    }

    /// Whether nothing has to be translated between the two. A server in the gateway's process is of any era.
    boolean sameEra() {
        return kind == Kind.IN_PROCESS || client.modern() == kind.modern;
    }

    /// Whether the server hears of the modern era.
    boolean modernServer() {
        return kind == Kind.IN_PROCESS ? client.modern() : kind.modern;
    }

    /// The gateway's name of a tool or prompt of the server.
    String exposed(String name) {
        return kind.server() + "_" + name;
    }

    @Override
    public String toString() {
        return client + " by " + door + " to " + kind;
    }
}
