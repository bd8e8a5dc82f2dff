package io.gatehouse.kit;

import io.gatehouse.seal.KeyRing;
import io.gatehouse.seal.KeyRotation;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// A [KitServer] in the making. Lists show entries in the order in which they were added here.
public final class KitBuilder {
    private final String name;
    private final String version;
    private @Nullable String title;
    private boolean completions;
    final List<Tool> tools = new ArrayList<>();
    final List<Resource> resources = new ArrayList<>();
    final List<ResourceTemplate> templates = new ArrayList<>();
    final List<Prompt> prompts = new ArrayList<>();

    @Nullable
    String instructions;

    KitSettings settings = KitSettings.DEFAULT;
    Clock clock = Clock.systemUTC();

    @Nullable
    KeyRing stateKeys;

    KitBuilder(String name, String version) {
        this.name = name;
        this.version = version;
    }

    /// A name for people.
    public KitBuilder title(String text) {
        this.title = text;
        return this;
    }

    /// How to use the server, for the model.
    public KitBuilder instructions(String text) {
        this.instructions = text;
        return this;
    }

    /// Adds a tool.
    public KitBuilder tool(Tool tool) {
        tools.add(tool);
        return this;
    }

    /// Adds a resource.
    public KitBuilder resource(Resource resource) {
        resources.add(resource);
        return this;
    }

    /// Adds a template.
    public KitBuilder template(ResourceTemplate template) {
        templates.add(template);
        return this;
    }

    /// Adds a prompt.
    public KitBuilder prompt(Prompt prompt) {
        prompts.add(prompt);
        return this;
    }

    /// Bounds and defaults other than [KitSettings#DEFAULT].
    public KitBuilder settings(KitSettings changed) {
        this.settings = changed;
        return this;
    }

    /// The keys that seal `requestState`: the same for servers that stand in for one another. Without them each server
    /// makes its own.
    public KitBuilder stateKeys(KeyRing keys) {
        this.stateKeys = keys;
        return this;
    }

    /// The clock that `requestState` ages by.
    public KitBuilder clock(Clock other) {
        this.clock = other;
        return this;
    }

    /// The server as described so far.
    ///
    /// @throws IllegalArgumentException when two of its tools, resources, templates or prompts have one name
    public KitServer build() {
        completions = prompts.stream().anyMatch(prompt -> !prompt.completions().isEmpty())
                || templates.stream()
                        .anyMatch(template -> !template.completions().isEmpty());
        return new KitServer(this);
    }

    RequestState states() {
        KeyRing keys = stateKeys == null ? KeyRing.inMemory(KeyRotation.DEFAULT, clock) : stateKeys;
        return new RequestState(keys, name, settings, clock);
    }

    ObjectNode serverInfo() {
        ObjectNode info = JsonValues.object().put("name", name);
        JsonValues.putIfPresent(info, "title", title);
        return info.put("version", version);
    }

    /// Only what the server has at first is declared.
    ObjectNode capabilities() {
        ObjectNode capabilities = JsonValues.object();
        capabilities.putObject("logging");
        if (completions) {
            capabilities.putObject("completions");
        }
        if (!prompts.isEmpty()) {
            capabilities.putObject("prompts").put("listChanged", true);
        }
        if (!resources.isEmpty() || !templates.isEmpty()) {
            capabilities.putObject("resources").put("subscribe", true).put("listChanged", true);
        }
        if (!tools.isEmpty()) {
            capabilities.putObject("tools").put("listChanged", true);
        }
        return capabilities;
    }
}
