package io.gatehouse.scripted.script;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/// A text with places that are filled from the conversation: `${user}`. `$${` stands for the
/// characters themselves.
public record Template(List<Object> pieces) {
    private static final Pattern PLACE = Pattern.compile("\\$(\\$)?\\{([^}]*)}");

    /// Reads a text; what is wrong with its places is noted.
    static Template of(String text, When when, ScriptFields fields, String key) {
        List<Object> pieces = new ArrayList<>();
        Matcher matcher = PLACE.matcher(text);
        int from = 0;
        while (matcher.find()) {
            pieces.add(text.substring(from, matcher.start()));
            from = matcher.end();
            if (matcher.group(1) != null) {
                pieces.add(matcher.group().substring(1));
                continue;
            }
            Place place = Place.of(matcher.group(2));
            String complaint = place == null ? "there is no ${" + matcher.group(2) + "}" : place.complaint(when);
            if (place == null || !complaint.isEmpty()) {
                fields.problem(key, complaint, Place.HELP);
            } else {
                pieces.add(place);
            }
        }
        pieces.add(text.substring(from));
        pieces.removeIf(piece -> piece.equals(""));
        return new Template(pieces);
    }

    /// The text with its places filled from the scene.
    public String fill(Scene scene) {
        StringBuilder text = new StringBuilder();
        for (Object piece : pieces) {
            text.append(piece instanceof Place place ? place.text(scene) : piece);
        }
        return text.toString();
    }

    /// The text as JSON; a place alone that points into a JSON result gives the value itself.
    JsonNode value(Scene scene) {
        return pieces.size() == 1 && pieces.getFirst() instanceof Place place
                ? place.value(scene)
                : StringNode.valueOf(fill(scene));
    }
}
