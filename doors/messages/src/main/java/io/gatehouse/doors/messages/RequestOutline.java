package io.gatehouse.doors.messages;

import io.gatehouse.models.ApiException;
import io.gatehouse.protocol.LoneSurrogates;
import io.gatehouse.protocol.Slice;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/// What has to be known of a request's body to send it on its way, read in one pass and without building a tree.
///
/// @param model the model's name, or null when there is none
/// @param stream whether events are asked for
/// @param mcp whether the body says anything of MCP servers, so that the loop has to answer it
/// @param emptyServers whether there is a member `mcp_servers` that names none; no provider may see it
/// @param thread whether the provider is to keep the history
/// @param maxTokens how many tokens the answer may have; 0 when that is not a number
/// @param tokens how many braces, names and values the body has
record RequestOutline(
        @Nullable String model,
        boolean stream,
        boolean mcp,
        boolean emptyServers,
        boolean thread,
        long maxTokens,
        long tokens) {

    private static final int MAX_DEPTH = 500;
    private static final Set<String> MCP_BLOCKS = Set.of("mcp_tool_use", "mcp_tool_result", "mcp_tool_listing");
    /// Most bodies are read on an event loop, which has buffers of its own.
    static final JsonFactory FACTORY = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.threadLocalPool())
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxTokenCount(Long.MAX_VALUE)
                    .build())
            .build();

    /// Reads the body of a message or of a count of its tokens.
    ///
    /// @throws ApiException 400 when it is no JSON object
    static RequestOutline read(byte[] body) throws ApiException {
        return read(body, RequestOutline::outline);
    }

    /// Reads a body, and once more with U+FFFD for half a character when it cannot be read: Jackson refuses half a
    /// character in a name, which JSON allows.
    ///
    /// @throws ApiException 400 when it is no JSON
    static <T> T read(byte[] body, Reading<T> reading) throws ApiException {
        try {
            return reading.of(body);
        } catch (JacksonException malformed) {
            Slice whole = Slice.of(body);
            Slice readable = LoneSurrogates.replaced(whole);
            if (readable == whole) {
                throw ApiException.invalid(problem(malformed));
            }
            try {
                return reading.of(readable.array());
            } catch (JacksonException still) {
                throw ApiException.invalid(problem(still));
            }
        }
    }

    /// What reads a body.
    interface Reading<T> {
        /// @throws JacksonException when the body is no JSON
        T of(byte[] body) throws ApiException;
    }

    private static RequestOutline outline(byte[] body) throws ApiException {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw ApiException.invalid("The request body is not a JSON object.");
            }
            RequestOutline outline = object(parser);
            if (parser.nextToken() != null) {
                throw ApiException.invalid("The request body is not valid JSON: something follows the object.");
            }
            return outline;
        }
    }

    /// The index of the first request of a batch that says anything of MCP; -1 when none does.
    ///
    /// @throws ApiException 400 when it is no JSON object
    static int firstWithMcp(byte[] batch) throws ApiException {
        return read(batch, RequestOutline::first);
    }

    private static int first(byte[] batch) throws ApiException {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), batch)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw ApiException.invalid("The request body is not a JSON object.");
            }
            int found = -1;
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("mcp_servers") && value != JsonToken.VALUE_NULL) {
                    throw ApiException.invalid("mcp_servers: a batch cannot name MCP servers, because its requests"
                            + " run at the provider. Send such requests to /v1/messages.");
                }
                if (value == JsonToken.START_ARRAY && name.equals("requests") && found < 0) {
                    found = inRequests(parser);
                } else {
                    parser.skipChildren();
                }
            }
            return found;
        }
    }

    private static int inRequests(JsonParser parser) {
        int found = -1;
        for (int index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                continue;
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean params = parser.currentName().equals("params");
                if (parser.nextToken() == JsonToken.START_OBJECT && params) {
                    RequestOutline outline = object(parser);
                    found = found < 0 && (outline.mcp || outline.emptyServers) ? index : found;
                } else {
                    parser.skipChildren();
                }
            }
        }
        return found;
    }

    private static String problem(JacksonException malformed) {
        if (malformed instanceof StreamConstraintsException) {
            return "The request body is nested deeper than " + MAX_DEPTH + " levels, or a name in it is too long.";
        }
        var place = malformed.getLocation();
        String where = place == null || place.getByteOffset() < 0 ? "" : " near byte " + place.getByteOffset();
        return "The request body is not valid JSON" + where + ".";
    }

    /// Reads the members of an object whose start has been read.
    private static RequestOutline object(JsonParser parser) {
        String model = null;
        boolean stream = false;
        boolean mcp = false;
        boolean empty = false;
        boolean thread = false;
        long most = 0;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (name) {
                case "model" -> model = value == JsonToken.VALUE_STRING ? parser.getString() : null;
                case "max_tokens" -> most = most(parser, value);
                case "stream" -> stream = value == JsonToken.VALUE_TRUE;
                case "thread" -> thread = value != JsonToken.VALUE_NULL;
                case "mcp_servers" -> {
                    boolean none = value == JsonToken.VALUE_NULL
                            || value == JsonToken.START_ARRAY && parser.nextToken() == JsonToken.END_ARRAY;
                    mcp |= !none;
                    empty |= none;
                    if (value == JsonToken.START_ARRAY && !none) {
                        leaveArray(parser);
                        continue;
                    }
                }
                case "tools" -> {
                    if (value == JsonToken.START_ARRAY) {
                        mcp |= tools(parser);
                    }
                }
                case "messages" -> {
                    if (value == JsonToken.START_ARRAY) {
                        mcp |= messages(parser);
                    }
                }
                default -> {
                    // No other member matters here.
                }
            }
            parser.skipChildren();
        }
        return new RequestOutline(model, stream, mcp, empty && !mcp, thread, most, parser.currentTokenCount());
    }

    /// Reads the rest of an array whose first element has begun.
    private static void leaveArray(JsonParser parser) {
        parser.skipChildren();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            parser.skipChildren();
        }
    }

    private static boolean tools(JsonParser parser) {
        boolean found = false;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                found |= "mcp_toolset".equals(type(parser));
            } else {
                parser.skipChildren();
            }
        }
        return found;
    }

    private static boolean messages(JsonParser parser) {
        boolean found = false;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                parser.skipChildren();
                continue;
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean content = parser.currentName().equals("content");
                if (parser.nextToken() == JsonToken.START_ARRAY && content) {
                    found |= blocks(parser);
                } else {
                    parser.skipChildren();
                }
            }
        }
        return found;
    }

    private static boolean blocks(JsonParser parser) {
        boolean found = false;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                String type = type(parser);
                found |= type != null && MCP_BLOCKS.contains(type);
            } else {
                parser.skipChildren();
            }
        }
        return found;
    }

    /// Reads an object whose start has been read, to its end.
    private static @Nullable String type(JsonParser parser) {
        String type = null;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean wanted = parser.currentName().equals("type");
            if (parser.nextToken() == JsonToken.VALUE_STRING && wanted) {
                type = parser.getString();
            } else {
                parser.skipChildren();
            }
        }
        return type;
    }

    /// The number that a value is, rounded up; 0 where it is none.
    private static long most(JsonParser parser, JsonToken value) {
        boolean number = value == JsonToken.VALUE_NUMBER_INT || value == JsonToken.VALUE_NUMBER_FLOAT;
        return number ? (long) Math.ceil(parser.getValueAsDouble(0)) : 0;
    }
}
