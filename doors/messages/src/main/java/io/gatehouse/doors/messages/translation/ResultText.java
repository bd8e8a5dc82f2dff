package io.gatehouse.doors.messages.translation;

import io.gatehouse.doors.messages.api.Trees;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Tells what a tool gave: to the client in text, as `mcp_tool_result` wants it, and to the model with
/// images and documents. The same result always gives the same blocks.
///
/// @param longestText how much text of one result is told, in bytes of UTF-8, at least 1,000
/// @param images whether the model takes images
/// @param documents whether the model takes PDF documents
/// @param media how many and how large they may be
/// @param mostParts how many parts a result may have before texts are joined, 1 or more
public record ResultText(int longestText, boolean images, boolean documents, MediaSettings media, int mostParts) {
    /// 400 KB.
    static final int USUAL_LONGEST_TEXT = 400 << 10;

    /// How many parts a result may have before texts are joined.
    private static final int MOST_PARTS = 200;

    private static final int SHORTEST = 1000;
    private static final String CUT_OFF = "This call was not run: the answer was cut off before it was complete."
            + " Call the tool again if it is still needed.";
    private static final String SILENT_FAILURE = "The tool failed and did not say why.";

    public ResultText {
        if (longestText < SHORTEST) {
            throw new IllegalArgumentException("at least 1,000 bytes of a result must be told, not " + longestText);
        }
    }

    /// 400 KB of text, with images and documents.
    ResultText() {
        this(USUAL_LONGEST_TEXT, true, true);
    }

    /// With as many images, documents and parts as is usual.
    public ResultText(int longestText, boolean images, boolean documents) {
        this(longestText, images, documents, MediaSettings.DEFAULT, MOST_PARTS);
    }

    /// Tells an answer to `tools/call` for which there is all room.
    ResultForms of(Response response) {
        return of(response, new MediaRoom(media));
    }

    /// Tells an answer to `tools/call`.
    ///
    /// @param room from which images and documents take
    public ResultForms of(Response response, MediaRoom room) {
        ObjectView result = response.result();
        if (result == null) {
            return error(rpcError(response));
        }
        if (!response.resultType().equals("complete")) {
            return error("The tool did not finish: the server answered with `" + response.resultType()
                    + "`, which is not supported here. Go on without this tool.");
        }
        JsonNode tree;
        try {
            tree = Trees.read(result.whole().bytes());
        } catch (JacksonException unreadable) {
            return error("The server's answer could not be read: it is malformed or has too many values. Ask for"
                    + " less, or go on without this tool.");
        }
        boolean failed = tree.path("isError").asBoolean(false);
        List<ResultPart> parts = new ResultParts(images && !failed, documents && !failed, media, room).of(tree);
        if (failed && parts.isEmpty()) {
            return error(SILENT_FAILURE);
        }
        return forms(parts, failed);
    }

    /// Tells that a call failed.
    ///
    /// @param text what happened and what the model is to do, not empty
    public ResultForms error(String text) {
        return forms(List.of(ResultPart.of(text)), true);
    }

    /// Tells that a call was not run because the answer with it was not complete.
    public ResultForms cutOff() {
        return error(CUT_OFF);
    }

    private ResultForms forms(List<ResultPart> all, boolean failed) {
        List<ResultPart> parts = new TextCut(longestText, mostParts).of(all);
        ArrayNode forClient = Trees.array();
        ArrayNode forModel = Trees.array();
        for (ResultPart part : parts) {
            forClient.addObject().put("type", "text").put("text", part.text()).putNull("citations");
            ObjectNode media = part.media();
            forModel.add(media == null ? text(part.text()) : media);
        }
        return new ResultForms(forClient, forModel, failed);
    }

    /// What the model gets for a result that only the client remembers.
    ///
    /// @param content of an `mcp_tool_result`: a text, blocks of text, or nothing
    ArrayNode fromClient(JsonNode content) {
        List<ResultPart> parts = new ArrayList<>();
        if (content.isString()) {
            parts.add(ResultPart.of(content.stringValue()));
        }
        for (JsonNode block : content) {
            parts.add(ResultPart.of(block.path("text").asString("")));
        }
        ArrayNode forModel = Trees.array();
        for (ResultPart part : new TextCut(longestText, mostParts).of(parts)) {
            forModel.add(text(part.text()));
        }
        return forModel;
    }

    /// What another replica says that the model was told: images and documents like those that this one would tell, in
    /// place of words of the client. Null when it is anything else.
    ///
    /// @param content of an `mcp_tool_result`, whose parts are those of the blocks
    @Nullable
    ArrayNode told(byte[] bytes, JsonNode content) {
        ArrayNode words = fromClient(content);
        JsonNode said;
        try {
            said = Trees.read(bytes);
        } catch (JacksonException unreadable) {
            return null;
        }
        if (!said.isArray() || said.size() != words.size()) {
            return null;
        }
        ArrayNode told = Trees.array();
        for (int at = 0; at < words.size(); at++) {
            ObjectNode block = MediaBlocks.checked(said.get(at), media);
            told.add(block == null ? words.get(at) : block);
        }
        return told;
    }

    /// The blocks of an earlier result as far as there is room; for others, what the client was told.
    ///
    /// @param content of an `mcp_tool_result`, whose parts are those of the blocks
    static ArrayNode fitting(ArrayNode known, JsonNode content, MediaRoom room) {
        ArrayNode fitting = Trees.array();
        for (int at = 0; at < known.size(); at++) {
            JsonNode block = known.get(at);
            JsonNode told = content.isArray() ? content.path(at).path("text") : content;
            boolean fits = !block.has("source") || room.take(block);
            fitting.add(fits ? block : text(told.asString("") + MediaRoom.NO_ROOM));
        }
        return fitting;
    }

    private static ObjectNode text(String text) {
        return Trees.object().put("type", "text").put("text", text);
    }

    private static String rpcError(Response response) {
        String message = response.errorMessage();
        String said = "The server answered with error " + response.errorCode()
                + (message.isEmpty() ? "." : ": " + message + (message.endsWith(".") ? "" : "."));
        return switch (response.errorCode()) {
            case -32602 ->
                said + " Check the arguments against the tool's schema, and call it again if they were wrong.";
            case -32601 -> said + " The tool no longer exists. Go on without it.";
            default -> said + " Calling it again may help; otherwise go on without this tool.";
        };
    }
}
