package io.gatehouse.app.schema;

import io.gatehouse.gateway.catalog.Selection;
import io.gatehouse.gateway.catalog.ToolsetSettings.Member;
import io.gatehouse.gateway.catalog.ToolsetSettings.ToolOverride;
import io.gatehouse.protocol.Slice;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/// What of a server is in a toolset.
final class MemberForm extends Form<Function<String, Member>> {
    private static final Pattern ANY_NAME = Pattern.compile("[^\\x00-\\x1f\\x7f]{1,256}");
    private static final Kind<String> GLOB =
            Kinds.text("a pattern for names of tools", ANY_NAME, "* stands for any text, ? for one character: get_*.");

    private final Field<List<String>> allow =
            field("allow", Kinds.listOrOne(GLOB), List.of(), "all", "Tools to include, by the server's own names.");
    private final Field<List<String>> deny =
            field("deny", Kinds.listOrOne(GLOB), List.of(), "none", "Tools to leave out, even if allowed.");
    private final Field<Map<String, ToolOverride>> tools = field(
            "tools",
            Kinds.map("the name of a tool", ANY_NAME, new OverrideForm()),
            Map.of(),
            "none",
            "Changes to single tools, by the server's own names.");
    private final Field<Selection> resources = field(
            "resources",
            new SelectionKind("the address of a resource", "Resources and templates"),
            Selection.ALL,
            "true",
            "Resources and templates to include: true, false, or patterns over their URIs.");
    private final Field<Selection> prompts = field(
            "prompts",
            new SelectionKind("the name of a prompt", "Prompts"),
            Selection.ALL,
            "true",
            "Prompts to include: true, false, or patterns over their names.");

    MemberForm() {
        super("What the toolset includes of a server.");
    }

    @Override
    Function<String, Member> build(Values values) {
        List<String> allowed = values.get(allow);
        List<String> denied = values.get(deny);
        Map<String, ToolOverride> changed = values.get(tools);
        Selection withResources = values.get(resources);
        Selection withPrompts = values.get(prompts);
        SelectionKind.refuseEmpty(values, allow, allowed);
        return name -> new Member(name, new Selection(allowed, denied), changed, withResources, withPrompts);
    }

    private static final class OverrideForm extends Form<ToolOverride> {
        private final Field<String> name = field(
                "name",
                Kinds.text("a name of 1 to 64 letters, digits, - and _", Pattern.compile("[A-Za-z0-9_-]{1,64}"), ""),
                "Name in this toolset, used exactly as written.");
        private final Field<String> description =
                field("description", Kinds.text(), "Description for the model, in place of the server's.");
        private final Field<Map<String, Slice>> arguments = field(
                "arguments",
                Kinds.map("the name of an argument", ANY_NAME, new JsonKind()),
                Map.of(),
                "none",
                "Arguments that are always sent with these values and hidden from callers.");

        OverrideForm() {
            super("Changes to a tool.");
        }

        @Override
        ToolOverride build(Values values) {
            return new ToolOverride(values.find(name), values.find(description), values.get(arguments));
        }
    }
}
