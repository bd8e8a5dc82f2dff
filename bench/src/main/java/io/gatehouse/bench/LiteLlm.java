package io.gatehouse.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// LiteLLM's proxy from PyPI, as light as it can be made: one worker, no database, no logs.
final class LiteLlm {
    private static final String VERSION = "1.106.2";
    private static final int READY_SECONDS = 120;
    /// Its own way to have the tools of a server called for the model.
    private static final String TOOLS = ",\"tools\":[{\"type\":\"mcp\",\"server_label\":\"litellm\",\"server_url\":"
            + "\"litellm_proxy/mcp/" + Questions.SERVER + "\",\"require_approval\":\"never\"}]";

    private LiteLlm() {}

    /// A question whose tools LiteLLM calls.
    static String withMcp(int port, Script script) {
        return Questions.post(port, "/v1/messages", "", Questions.body(script.model(), false, TOOLS));
    }

    /// Installs it, unless it is there, and starts it between the load and the fast model.
    ///
    /// @throws IOException when it cannot be installed, or does not serve
    static ModelWay start(Bed bed, int modelPort) throws IOException, InterruptedException {
        Path program = install(bed);
        Path configuration = bed.write("litellm.yaml", """
                model_list:
                  - model_name: "fast-*"
                    litellm_params:
                      model: "anthropic/fast-*"
                      api_base: http://127.0.0.1:%d
                      api_key: any
                mcp_servers:
                  %s:
                    transport: http
                    allow_all_keys: true
                    url: http://127.0.0.1:%d/legacy
                litellm_settings:
                  turn_off_message_logging: true
                """.formatted(modelPort, Questions.SERVER, bed.upstreamPort()));
        int port = Bed.freePort();
        List<String> command = List.of(
                program.toString(),
                "--config",
                configuration.toString(),
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--num_workers",
                "1",
                "--telemetry",
                "False");
        Map<String, String> environment = Map.of(
                "LITELLM_LOG", "ERROR",
                "LITELLM_MODE", "PRODUCTION",
                "LITELLM_LOCAL_MODEL_COST_MAP", "True",
                "LITELLM_DANGEROUSLY_PERMIT_WEAK_OR_UNSET_MASTER_KEY", "true",
                "NO_PROXY", "127.0.0.1");
        Path log = bed.file("litellm.log");
        Child child = Child.start(log, false, environment, command);
        ModelWay way = new ModelWay("LiteLLM " + VERSION, port, child);
        try {
            Ready.await(child, READY_SECONDS, () -> {
                way.check(Questions.plain(port, Script.ofCalls(0), false), 0);
                way.check(withMcp(port, Script.ofCalls(1)), 0);
            });
        } catch (IOException failed) {
            throw new IOException(
                    "LiteLLM does not serve: " + failed.getMessage() + ", see work/" + log.getFileName(), failed);
        }
        return way;
    }

    private static Path install(Bed bed) throws IOException, InterruptedException {
        Path folder = bed.root().resolve("bench/target/litellm-" + VERSION);
        Path program = folder.resolve("bin/litellm");
        Path installed = folder.resolve("installed");
        if (!Files.exists(installed)) {
            System.out.println("installing LiteLLM " + VERSION);
            run(bed, List.of("python3", "-m", "venv", "--clear", folder.toString()));
            run(
                    bed,
                    List.of(
                            folder.resolve("bin/pip").toString(),
                            "install",
                            "--quiet",
                            "--disable-pip-version-check",
                            "litellm[proxy]==" + VERSION));
            Files.createFile(installed);
        }
        return program;
    }

    private static void run(Bed bed, List<String> command) throws IOException, InterruptedException {
        Path log = bed.file("install.log");
        try (Child step = Child.start(log, true, Map.of(), command)) {
            step.output();
        } catch (IOException failed) {
            throw new IOException(
                    "LiteLLM could not be installed: " + command.getFirst() + " says in " + log.getFileName() + ": "
                            + (Files.exists(log) ? Files.readString(log).strip() : failed.getMessage()));
        }
    }
}
