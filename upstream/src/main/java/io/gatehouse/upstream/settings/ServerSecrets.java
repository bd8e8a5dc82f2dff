package io.gatehouse.upstream.settings;

import io.gatehouse.protocol.Secrets;
import java.util.ArrayList;
import java.util.List;

/// What a server is given that must not be shown.
public final class ServerSecrets {
    private ServerSecrets() {}

    /// Hides the values of its variables, its headers and the query of its address, beside those of its settings.
    public static Secrets of(ServerSettings settings) {
        List<String> values = new ArrayList<>();
        add(settings.transport(), values);
        return settings.secrets().with(values);
    }

    private static void add(Transport transport, List<String> values) {
        switch (transport) {
            case Transport.Stdio stdio -> values.addAll(stdio.environment().values());
            case Transport.Http http -> {
                values.addAll(http.headers().values());
                String query = http.url().getRawQuery();
                for (String pair : query == null ? new String[0] : query.split("&", -1)) {
                    values.add(pair.substring(pair.indexOf('=') + 1));
                }
            }
            case Transport.HttpGroup group -> group.addresses().forEach(each -> add(each, values));
            case Transport.InProcess inProcess -> {}
            case Transport.Invalid invalid -> {}
        }
    }
}
