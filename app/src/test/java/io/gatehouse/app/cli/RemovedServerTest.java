package io.gatehouse.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.app.Gatehouse;
import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationLoader;
import io.gatehouse.gateway.record.CallObserver;
import io.gatehouse.http.Listener;
import io.gatehouse.protocol.Method;
import io.gatehouse.systems.sample.SampleShop;
import io.gatehouse.upstream.settings.ServerSettings;
import io.gatehouse.upstream.settings.Transport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A server that is taken out of the configuration while a command speaks to it.
class RemovedServerTest {
    private static final ServerSettings OTHER =
            ServerSettings.of("other", new Transport.InProcess(SampleShop.server()));
    private static final ServerSettings CRM = ServerSettings.of("crm", new Transport.InProcess(SampleShop.server()));

    @TempDir
    Path folder;

    @Test
    void aCallToAServerThatWasRemovedMeanwhileNamesThatServer() throws Exception {
        Path file = folder.resolve("gatehouse.yaml");
        Files.writeString(file, "listen: {port: 0}\ndata: data\nservers: {x: {command: x}}\n");
        Configuration read =
                new ConfigurationLoader(ConfigurationLoader.Options.of(file), Map.<String, String>of()::get).load();
        Configuration both = read.with(List.of(CRM, OTHER));
        try (Gatehouse gatehouse = Gatehouse.local(both, CallObserver.NONE);
                Listener listener = gatehouse.listen()) {
            RunningGateway running = RunningGateway.here(Gatehouse.endpoint(both, listener), "none", null);
            running.write(both.data());
            try (GatewaySession session = new GatewaySession(new Asked(running, both, both.data()), null)) {
                McpClient client = session.client("crm");
                gatehouse.apply(both.with(List.of(OTHER)));

                assertThatThrownBy(() -> client.ask(
                                Method.TOOLS_CALL, "{\"name\":\"crm_get_order\",\"arguments\":{\"id\":\"10042\"}}"))
                        .isInstanceOf(CommandException.class)
                        .hasMessage("There is no server or toolset \"crm\". Available: other.")
                        .satisfies(said ->
                                assertThat(((CommandException) said).exitCode()).isEqualTo(ExitCode.UNKNOWN));
            }
        }
    }
}
