package io.gatehouse.app.schema;

import io.gatehouse.app.config.AdminListen;
import io.gatehouse.http.HostAndPort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The section `admin`: the admin API.
final class AdminForm extends Form<AdminListen> {
    private final Field<HostAndPort> listen = field(
            "listen",
            ReplicasForm.ADDRESS,
            "Address and port of the admin API, such as 127.0.0.1:9420. Addresses other than loopback require"
                    + " listen.tls or listen.trusted-proxies. Default: loopback, on the port of the gateway plus 1000;"
                    + " if that is in use, on a free one.");

    AdminForm() {
        super("The admin API at /admin/v1, on a listener of its own.");
    }

    @Override
    @Nullable
    AdminListen build(Values values) {
        HostAndPort place = values.find(listen);
        return place == null ? null : new AdminListen(List.of(place.host()), place.port(), true);
    }
}
