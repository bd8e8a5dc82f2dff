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

    private final Field<List<String>> allow = field(
            "allow", Kinds.listOrOne(GLOB), List.of(), "all", "Tools that are in it, by the names of the server.");
    private final Field<List<String>> deny =
            field("deny", Kinds.listOrOne(GLOB), List.of(), "none", "Tools that are not, even when allowed.");
    private final Field<Map<String, ToolOverride>> tools = field(
            "tools",
            Kinds.map("the name of a tool", ANY_NAME, new OverrideForm()),
            Map.of(),
            "none",
            "Changes of single tools, by the names of the server.");
    private final Field<Selection> resources = field(
            "resources",
            new SelectionKind("the address of a resource", "Resources and templates"),
            Selection.ALL,
            "true",
            "Whether its resources and templates are in it: true, false, or patterns over their addresses.");
    private final Field<Selection> prompts = field(
            "prompts",
            new SelectionKind("the name of a prompt", "Prompts"),
            Selection.ALL,
            "true",
            "Whether its prompts are in it: true, false, or patterns over their names.");

    MemberForm() {
        super("What of a server is in the toolset.");
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
                "Its name in this toolset, taken as it is.");
        private final Field<String> description =
                field("description", Kinds.text(), "What the model reads instead of the description of the server.");
        private final Field<Map<String, Slice>> arguments = field(
                "arguments",
                Kinds.map("the name of an argument", ANY_NAME, new JsonKind()),
                Map.of(),
                "none",
                "Arguments that callers do not see, always sent with these values.");

        OverrideForm() {
            super("What is changed of a tool.");
        }

        @Override
        ToolOverride build(Values values) {
            return new ToolOverride(values.find(name), values.find(description), values.get(arguments));
        }
    }
}
