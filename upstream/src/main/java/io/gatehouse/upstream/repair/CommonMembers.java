package io.gatehouse.upstream.repair;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What entries of several lists have in common.
final class CommonMembers {
    private static final Set<String> THEMES = Set.of("light", "dark");
    private static final Set<String> ROLES = Set.of("user", "assistant");
    private static final Pattern DATE_TIME =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)T(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,32})?"
                    + "(?:Z|[+-](?:[01]\\d|2[0-3]):[0-5]\\d)");

    private CommonMembers() {}

    /// `title`, `description`, `icons` and `_meta`.
    static void mend(Members entry) {
        entry.text("title");
        entry.text("description");
        icons(entry);
        entry.members("_meta");
    }

    private static void icons(Members entry) {
        ArrayNode icons = entry.list("icons");
        if (icons == null) {
            return;
        }
        ArrayNode kept = RepairTrees.array();
        for (JsonNode element : icons) {
            if (element instanceof ObjectNode icon && icon.path("src").isString()) {
                Members members = entry.inside(icon, "icons[" + kept.size() + "]");
                members.text("mimeType");
                if (icon.path("sizes").isString()) {
                    ArrayNode one = RepairTrees.array().add(icon.path("sizes"));
                    members.set("sizes", one, "a list of it");
                }
                members.texts("sizes");
                members.choice("theme", THEMES);
                kept.add(icon);
            }
        }
        if (kept.size() < icons.size()) {
            entry.fix("icons", "has icons without a src", "they are dropped");
            entry.object().set("icons", kept);
        }
    }

    /// `annotations` of resources and templates.
    static void contentAnnotations(Members entry) {
        Members annotations = entry.members("annotations");
        if (annotations == null) {
            return;
        }
        annotations.texts("audience", ROLES);
        JsonNode priority = annotations.object().get("priority");
        if (priority != null && !(priority.isNumber() && within(priority.doubleValue()))) {
            annotations.fix("priority", "is not a number from 0 to 1", "dropped");
            annotations.object().remove("priority");
        }
        annotations.text("lastModified");
        JsonNode modified = annotations.object().get("lastModified");
        if (modified != null && !dateTime(modified.stringValue())) {
            annotations.fix("lastModified", "is not a date and time with an offset", "dropped");
            annotations.object().remove("lastModified");
        }
    }

    private static boolean within(double priority) {
        return priority >= 0 && priority <= 1;
    }

    private static boolean dateTime(String text) {
        Matcher matcher = DATE_TIME.matcher(text);
        if (!matcher.matches()) {
            return false;
        }
        try {
            LocalDate.parse(matcher.group(1));
            return true;
        } catch (DateTimeParseException noSuchDay) {
            return false;
        }
    }
}
