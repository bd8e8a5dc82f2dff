package io.gatehouse.app;

import java.util.ArrayList;
import java.util.List;

/// Keys of a section that the settings page shows together, with an example.
///
/// @param path of the section
/// @param title of the group; empty where the section is one group
/// @param keys in it; empty for all that are in no group before it
/// @param example a file that has some of them
record SettingsGroup(String path, String title, List<String> keys, String example) {
    private static final List<SettingsGroup> ALL = new ArrayList<>();

    static {
        group("", "", "", """
                data: /var/lib/gatehouse
                servers:
                  files: {command: npx, args: [-y, "@modelcontextprotocol/server-filesystem", .]}
                  crm: {url: https://crm.example.com/mcp}
                """);
        group("listen", "", "", """
                listen:
                  port: 8420
                  allowed-hosts: mcp.example.com
                  trusted-proxies: 10.0.0.0/8
                """);
        group("listen.tls", "", "", """
                listen:
                  tls: {certificate: server.pem, key: server.key}
                """);
        group("listen.client-certificates", "", "", """
                listen:
                  tls: {certificate: server.pem, key: server.key}
                  client-certificates: {ca: clients-ca.pem}
                """);
        group("admin", "", "", """
                admin:
                  listen: 127.0.0.1:9420
                """);
        group("auth", "", "", "");
        group("auth.keys", "", "", """
                auth:
                  keys:
                    - {name: ci, sha256: HASH-THAT-GATEHOUSE-KEY-NEW-PRINTS}
                """);
        group("auth.tokens", "", "", """
                auth:
                  tokens: {life: 10m, max-life: 1h}
                """);
        group("auth.certificates.NAME", "", "", """
                listen:
                  tls: {certificate: server.pem, key: server.key}
                  client-certificates: {ca: clients-ca.pem}
                auth:
                  certificates:
                    agents: {uri: "spiffe://acme.example/agent/*", roles: agents}
                servers:
                  crm: {url: https://crm.example.com/mcp}
                roles:
                  agents: {servers: crm}
                """);
        group("auth.issuers", "", "", """
                listen: {public-url: https://mcp.example.com}
                auth:
                  issuers:
                    - issuer: https://login.example.com/realms/acme
                      tenant: org
                """);
        group("roles.NAME", "", "", """
                auth: {keys: [{name: ci, sha256: HASH-THAT-GATEHOUSE-KEY-NEW-PRINTS}]}
                servers:
                  crm: {url: https://crm.example.com/mcp}
                roles:
                  reports: {keys: ci, servers: crm, scopes: "crm:read"}
                """);
        group("rules.NAME", "", "", """
                servers:
                  crm: {url: https://crm.example.com/mcp}
                rules:
                  large-refunds:
                    servers: crm
                    tools: refund
                    when: "args.?amount.orValue(0) > 500"
                    deny: Refunds of more than 500 need a person. Tell the customer that support will call.
                """);
        group("rules.NAME.narrow.NAME", "", "", """
                servers:
                  crm: {url: https://crm.example.com/mcp}
                rules:
                  small-pages:
                    servers: crm
                    tools: "list_*"
                    narrow:
                      limit: {max: 100}
                """);
        group("approvals", "", "", """
                approvals: {unannotated: ask, expires: 30m}
                servers:
                  crm:
                    url: https://crm.example.com/mcp
                    tools: {"delete_*": {approval: approve}}
                """);
        group("approvals.webhook", "", "", """
                approvals:
                  webhook:
                    url: https://hooks.example.com/gatehouse
                    secret: ${GATEHOUSE_WEBHOOK_SECRET}
                """);
        group("store", "", "", "store: {url: \"${file:store.url}\"}\n");
        group("usage", "", "", """
                auth: {}
                usage:
                  time-zone: Europe/Berlin
                  in-flight: 2000
                  bulk-percent: 30
                """);
        group("usage.shared", "", "", """
                auth: {}
                usage:
                  shared: {url: "rediss://gatehouse:secret@redis.internal:6379/0", lease-percent: 2}
                """);
        group("usage.limits.NAME", "", "", """
                servers:
                  crm: {url: https://crm.example.com/mcp}
                usage:
                  limits:
                    everyone: {calls: 600, every: 1m, concurrent: 20}
                    exports: {per: tenant, servers: crm, tools: export_*, calls: 10, every: 1h, burst: 2}
                    models: {models: "*", calls: 100, every: 1m}
                """);
        group("usage.reach.NAME", "", "", """
                servers:
                  crm: {url: https://crm.example.com/mcp}
                usage:
                  reach:
                    customers: {servers: crm, argument: customer_id, values: 50, every: 1h}
                """);
        group("usage.quotas.NAME", "", "", """
                auth: {}
                usage:
                  quotas:
                    tokens: {tokens: 2000000, every: day}
                    money: {cost: 500, every: month, per: tenant, models: "claude-*"}
                """);
        group("usage.repeats.NAME", "", "", """
                servers:
                  ci: {url: https://ci.example.com/mcp}
                usage:
                  repeats:
                    polling: {servers: ci, tools: "*_status", slow-after: 0, stop-after: 0}
                """);
        group("seal", "", "", "seal: {keys: \"${file:seal.keys}\"}\n");
        group("replicas", "", "", """
                seal: {keys: "${file:seal.keys}"}
                replicas:
                  listen: 127.0.0.1:8431
                  peers: [http://127.0.0.1:8431, http://127.0.0.1:8432]
                """);
        group("import", "", "", """
                import:
                  - {file: .mcp.json, files: true}
                """);
        group("defaults", "Times", "timeout call-timeout call-limit connect-timeout list-timeout drain", """
                defaults:
                  call-timeout: 2m
                  connect-timeout: 30s
                """);
        group(
                "defaults",
                "Sessions and calls",
                "sessions max-sessions session-idle validate tasks-after max-in-flight break-after break-for",
                """
                defaults:
                  sessions: shared
                  max-in-flight: 50
                """);
        group("defaults", "Answers", "answer-bytes answer-depth", """
                defaults:
                  answer-bytes: 16MiB
                """);
        group("defaults", "Programs", "inherit", """
                defaults:
                  inherit: [HTTPS_PROXY]
                """);
        group("defaults", "HTTP", "", """
                defaults:
                  proxy: http://proxy.example.com:3128
                  no-proxy: [crm.example.com]
                  ca: authorities.pem
                """);
        group("servers.NAME", "Start a program", "type command args env env-file directory", """
                servers:
                  files:
                    command: npx
                    args: [-y, "@modelcontextprotocol/server-filesystem", .]
                    env: {LOG_LEVEL: info}
                """);
        group("servers.NAME", "Call an address", "url urls headers headers-helper caller-token", """
                servers:
                  crm:
                    url: https://crm.example.com/mcp
                    headers: {Authorization: "Bearer ${CRM_TOKEN}"}
                  search:
                    urls: [https://search-1.example.com/mcp, https://search-2.example.com/mcp]
                """);
        group("servers.NAME", "Tell callers apart", "identity identity-header identity-audience", """
                listen: {public-url: https://mcp.example.com}
                servers:
                  crm:
                    url: https://crm.example.com/mcp
                    headers: {X-Tenant: "${caller.tenant}"}
                    identity: jwt
                  files:
                    command: files-server
                    env: {TENANT: "${caller.tenant}"}
                    sessions: tenant
                """);
        group("servers.NAME", "Use a server", "", """
                servers:
                  crm:
                    url: https://crm.example.com/mcp
                    required: true
                    roots: [/srv/crm]
                    call-timeout: 2m
                """);
        group("servers.NAME.health", "", "", """
                servers:
                  crm:
                    url: https://crm.example.com/mcp
                    health: {url: /healthz, every: 5s}
                """);
        group("servers.NAME.tools.NAME", "", "", """
                servers:
                  crm:
                    url: https://crm.example.com/mcp
                    tools:
                      "report_*": {call-timeout: 30m}
                      delete_account: {effects: destroy}
                """);
        group("toolsets.NAME", "", "", """
                servers:
                  crm: {url: https://crm.example.com/mcp}
                toolsets:
                  support:
                    description: What support needs
                    servers: [crm]
                """);
        group("toolsets.NAME.servers.NAME", "", "", """
                servers:
                  crm: {url: https://crm.example.com/mcp}
                toolsets:
                  support:
                    servers:
                      crm: {allow: [get_*], prompts: false}
                """);
        group("toolsets.NAME.servers.NAME.tools.NAME", "", "", """
                servers:
                  crm: {url: https://crm.example.com/mcp}
                toolsets:
                  support:
                    servers:
                      crm:
                        tools:
                          get_customer: {name: customer, arguments: {region: eu}}
                """);
        group("toolsets.NAME.servers.NAME.resources", "", "", """
                servers:
                  crm: {url: https://crm.example.com/mcp}
                toolsets:
                  support:
                    servers:
                      crm: {resources: {allow: ["crm://public/*"]}}
                """);
        group("toolsets.NAME.servers.NAME.prompts", "", "", """
                servers:
                  crm: {url: https://crm.example.com/mcp}
                toolsets:
                  support:
                    servers:
                      crm: {prompts: {deny: [internal_*]}}
                """);
        group("names", "", "", "names: {max-length: 40}\n");
        group("models", "", "", """
                models:
                  providers:
                    anthropic: {key: "${ANTHROPIC_API_KEY}"}
                  default: anthropic
                """);
        group(
                "models.providers.NAME",
                "Any provider",
                "type url timeout idle-timeout retries refused-betas refused-fields models",
                """
                models:
                  providers:
                    proxy: {url: https://llm.example.com, key: "${LLM_KEY}", retries: 1}
                """);
        group("models.providers.NAME", "Keys and headers", "key bearer caller-key headers caller-headers", """
                models:
                  providers:
                    anthropic: {caller-key: true, caller-headers: [x-title]}
                """);
        group("models.providers.NAME", "A scripted model", "script", """
                models:
                  providers:
                    demo: {type: scripted, script: demo.script.yaml}
                """);
        group("models.providers.NAME", "Amazon Bedrock", "region access-key secret-key session-token profile", """
                models:
                  providers:
                    aws: {type: bedrock, region: us-east-1, profile: production}
                """);
        group("models.providers.NAME", "Google Vertex AI", "project location credentials", """
                models:
                  providers:
                    google: {type: vertex, project: my-project, location: eu}
                """);
        group("models.providers.NAME", "Microsoft Foundry", "tenant client-id client-secret authority", """
                models:
                  providers:
                    azure: {type: foundry, url: https://NAME.services.ai.azure.com/anthropic, key: "${AZURE_KEY}"}
                """);
        group("models.providers.NAME", "HTTP", "", """
                models:
                  providers:
                    anthropic: {key: "${ANTHROPIC_API_KEY}", proxy: "http://proxy.example.com:3128"}
                """);
        group("models.routes.NAME", "", "", """
                models:
                  providers:
                    anthropic: {key: "${ANTHROPIC_API_KEY}"}
                    aws: {type: bedrock, region: us-east-1}
                  routes:
                    "claude-*": {providers: [anthropic, aws]}
                """);
        group("models.prices.NAME", "", "", """
                models:
                  prices:
                    "claude-sonnet-*": {input: 3, output: 15, cache-write: 3.75, cache-read: 0.3}
                """);
        group("messages", "", "", """
                messages:
                  body-bytes: 16MiB
                  result-bytes: 100KB
                """);
        group("messages.loop", "", "", """
                messages:
                  loop: {iterations: 20, tool-calls: 200, wall-time: 10m}
                """);
        group("messages.servers", "", "", """
                messages:
                  servers:
                    outside: allowed
                    allow: ["https://*.example.com/mcp/*"]
                """);
        group("messages.servers.reach", "", "", """
                messages:
                  servers:
                    reach: {proxy: "http://proxy.example.com:3128", call-timeout: 1m}
                """);
        group(
                "limits",
                "Requests and connections",
                "body-bytes header-bytes connections connection-idle read-timeout write-timeout keep-alive event-loops",
                """
                limits:
                  body-bytes: 16MiB
                  connections: 5000
                """);
        group("limits", "Memory", "request-memory-percent answer-memory-percent caller-memory-percent", """
                limits:
                  answer-memory-percent: 25
                """);
        group(
                "limits",
                "Sessions and streams",
                "streams sessions session-idle session-age session-key-rotation ask-timeout resume-for",
                """
                limits:
                  session-idle: 10m
                  ask-timeout: 15m
                """);
        group("limits", "Lists", "page-size first-list-wait", """
                limits:
                  first-list-wait: 30s
                """);
        group("limits", "Stop the gateway", "", """
                limits:
                  drain: 30s
                  drain-notice: 10s
                """);
        group("logging", "", "", "logging: {format: json, level: debug}\n");
    }

    private static void group(String path, String title, String keys, String example) {
        ALL.add(new SettingsGroup(path, title, keys.isEmpty() ? List.of() : List.of(keys.split(" ")), example));
    }

    /// Those of a section.
    static List<SettingsGroup> of(String path) {
        return ALL.stream().filter(group -> group.path.equals(path)).toList();
    }
}
