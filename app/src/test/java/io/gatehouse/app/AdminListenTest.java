package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.app.config.AdminListen;
import io.gatehouse.fixtures.FreePorts;
import io.gatehouse.http.ListenException;
import io.gatehouse.http.Listener;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Where the admin API listens.
class AdminListenTest {
    @TempDir
    Path folder;

    @Test
    void itsUsualPortGivesWayWhereSomebodyHasIt() throws Exception {
        int port = FreePorts.next();
        try (ServerSocket other = new ServerSocket(port + AdminListen.APART, 1, InetAddress.getLoopbackAddress());
                Bed bed = new Bed(folder, "port: " + port, "")) {
            Listener admin = Objects.requireNonNull(bed.gatehouse().adminListener());
            assertThat(admin.port()).isNotEqualTo(other.getLocalPort()).isPositive();
            assertThat(admin.addresses())
                    .allSatisfy(address ->
                            assertThat(address.getAddress().isLoopbackAddress()).isTrue());
            // Nobody may do anything there without a key, also where the gateway needs none.
            try (AdminClient nobody = AdminClient.of(bed.gatehouse(), "")) {
                assertThat(nobody.get("/whoami").refused(401)).contains("A key of this gateway is needed");
            }
        }
    }

    @Test
    void aPortThatSomebodyChoseDoesNot() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String listen = "admin: {listen: \"127.0.0.1:" + other.getLocalPort() + "\"}\n";
            assertThatThrownBy(() -> new Bed(folder, listen).close())
                    .isInstanceOf(ListenException.class)
                    .hasMessageContaining(String.valueOf(other.getLocalPort()))
                    .hasMessageContaining("admin.listen");
        }
    }

    @Test
    void itFollowsThePortOfClients() {
        assertThat(AdminListen.beside(8420).port()).isEqualTo(9420);
        assertThat(AdminListen.beside(0).port()).isZero();
        assertThat(AdminListen.beside(65_000).port()).isZero();
    }
}
