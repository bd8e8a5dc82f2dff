package io.gatehouse.app;

import io.gatehouse.app.config.Configuration;
import io.gatehouse.app.config.ConfigurationLoader;
import io.gatehouse.app.config.LogLevel;
import io.gatehouse.app.observe.CallLineFormat;
import io.gatehouse.app.observe.CallLog;
import io.gatehouse.http.Listener;
import java.nio.file.Path;
import java.util.List;

/// A program whose gateway is [Unlisted#unhurried]. Reads `gatehouse.yaml` in its folder and prints its endpoint as
/// `up --port 0 --json` does.
final class UnhurriedGateway {
    private UnhurriedGateway() {}

    /// Runs until it is killed.
    public static void main(String[] arguments) throws Exception {
        ConfigurationLoader.Options options =
                new ConfigurationLoader.Options(Path.of("gatehouse.yaml"), List.of(), List.of(), 0, null);
        Configuration configuration = Unlisted.unhurried(new ConfigurationLoader(options, name -> null).load());
        CallLog log = new CallLog(System.err, CallLineFormat.JSON, LogLevel.INFO, true);
        log.configure(CallLineFormat.JSON, LogLevel.INFO, true);
        Gatehouse gatehouse = Gatehouse.logged(configuration, log);
        Listener listener = gatehouse.listen();
        System.out.println("{\"endpoint\":\"" + Gatehouse.endpoint(configuration, listener) + "\"}");
        Thread.currentThread().join();
    }
}
