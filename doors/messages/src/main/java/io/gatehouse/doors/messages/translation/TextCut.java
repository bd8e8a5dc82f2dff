package io.gatehouse.doors.messages.translation;

import io.gatehouse.protocol.LoneSurrogates;
import io.gatehouse.protocol.ShortText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Makes the texts of a result fit for a model: none empty, none with half characters, and together no
/// longer than a bound. What has been cut once is not cut again.
///
/// @param longest in bytes of UTF-8
/// @param mostParts past which texts are joined
record TextCut(int longest, int mostParts) {
    private static final int ROOM_FOR_NOTE = 200;

    /// The parts that fit, the last of them with a note when something is left out.
    List<ResultPart> of(List<ResultPart> all) {
        List<ResultPart> parts = new ArrayList<>();
        for (ResultPart part : all) {
            if (part.media() != null || !part.text().isBlank()) {
                parts.add(new ResultPart(LoneSurrogates.replaced(part.text()), part.media()));
            }
        }
        return cut(parts.size() > mostParts ? joined(parts) : parts);
    }

    private List<ResultPart> cut(List<ResultPart> parts) {
        long total = 0;
        for (ResultPart part : parts) {
            total += part.media() == null ? bytes(part.text()) : 0;
        }
        if (total <= longest) {
            return parts;
        }
        int left = longest - ROOM_FOR_NOTE;
        List<ResultPart> fitting = new ArrayList<>();
        boolean noted = false;
        for (ResultPart part : parts) {
            int size = bytes(part.text());
            if (part.media() != null || !noted && size <= left) {
                fitting.add(part);
                left -= part.media() == null ? size : 0;
            } else if (!noted) {
                noted = true;
                fitting.add(ResultPart.of(ShortText.ofBytes(part.text(), left) + note(total)));
            }
        }
        return fitting;
    }

    private String note(long total) {
        return "\n\n[Cut here: the result has " + total + " bytes of text, of which at most " + longest
                + " are shown. Ask the tool for less, by a filter or a page for example.]";
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static List<ResultPart> joined(List<ResultPart> parts) {
        List<ResultPart> joined = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (ResultPart part : parts) {
            if (part.media() == null) {
                text.append(text.isEmpty() ? "" : "\n").append(part.text());
                continue;
            }
            if (!text.isEmpty()) {
                joined.add(ResultPart.of(text.toString()));
                text.setLength(0);
            }
            joined.add(part);
        }
        if (!text.isEmpty()) {
            joined.add(ResultPart.of(text.toString()));
        }
        return joined;
    }
}
