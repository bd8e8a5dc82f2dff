package io.gatehouse.models.platforms;

import java.net.URI;
import java.util.Map;

/// How Claude is reached on Microsoft Foundry.
///
/// @param url of the resource, for example `https://NAME.services.ai.azure.com/anthropic`
/// @param access how the gateway proves who it is
/// @param models names of deployments by names in requests; other names are sent as they are
public record FoundrySettings(URI url, FoundryAccess access, Map<String, String> models) {
    public FoundrySettings {
        models = Map.copyOf(models);
    }
}
