package io.gatehouse.upstream.reading;

import io.gatehouse.protocol.Method;
import io.gatehouse.upstream.repair.EntryKind;

/// The lists that a server may have.
public enum ListKind {
    /// `tools/list`.
    TOOL(EntryKind.TOOL, "tool", "tools", Method.TOOLS_LIST, "tools", "name"),
    /// `resources/list`.
    RESOURCE(EntryKind.RESOURCE, "resource", "resources", Method.RESOURCES_LIST, "resources", "uri"),
    /// `resources/templates/list`.
    TEMPLATE(
            EntryKind.TEMPLATE,
            "resource template",
            "resources",
            Method.RESOURCES_TEMPLATES_LIST,
            "resourceTemplates",
            "uriTemplate"),
    /// `prompts/list`.
    PROMPT(EntryKind.PROMPT, "prompt", "prompts", Method.PROMPTS_LIST, "prompts", "name");

    private final EntryKind entry;
    private final String label;
    private final String capability;
    private final String method;
    private final String member;
    private final String key;

    ListKind(EntryKind entry, String label, String capability, String method, String member, String key) {
        this.entry = entry;
        this.label = label;
        this.capability = capability;
        this.method = method;
        this.member = member;
        this.key = key;
    }

    /// What its entries define.
    public EntryKind entry() {
        return entry;
    }

    /// What people call an entry: `tool`.
    public String label() {
        return label;
    }

    /// What a server declares that has the list.
    public String capability() {
        return capability;
    }

    /// What asks for it.
    public String method() {
        return method;
    }

    /// Where it is in the result.
    public String member() {
        return member;
    }

    /// What tells its entries apart.
    public String key() {
        return key;
    }
}
