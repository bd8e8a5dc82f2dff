package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.gatehouse.app.config.ConfigurationException;
import io.gatehouse.app.config.ConfigurationLoader;
import io.gatehouse.app.config.Fingerprint;
import io.gatehouse.app.config.KeyMaker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every mistake is named with file, line, column, field and what to do.
class BadConfigurationTest {
    @TempDir
    Path folder;

    static Stream<Arguments> mistakes() {
        return Stream.of(
                mistake(
                        "auth: {certificates: {a: {uri: x, dns: y}}}",
                        "gatehouse.yaml:1:26: auth.certificates.a: must have one of uri, dns, email and subject. Say which"
                                + " certificates are meant."),
                mistake(
                        "auth: {certificates: {a: {uri: x}}}",
                        "gatehouse.yaml:1:1: auth: certificates require listen.client-certificates, by which clients are"
                                + " asked for them. Set listen.client-certificates."),
                mistake(
                        "auth: {certificates: {a: {subject: agent}}}",
                        "gatehouse.yaml:1:36: auth.certificates.a.subject: must be a subject such as CN=agent-1,O=Acme, not"
                                + " \"agent\". Write it as `openssl x509 -subject -nameopt RFC2253` prints it."),
                mistake(
                        "listen: {client-certificates: {ca: gatehouse.yaml}}",
                        "gatehouse.yaml:1:32: listen.client-certificates.ca: holds no certificates in PEM form. Name the PEM"
                                + " file of the authorities."),
                mistake(
                        "servers: {mcp: {command: x}}",
                        "gatehouse.yaml:1:11: servers.mcp: cannot be the name of a server, because scopes such as mcp:read"
                                + " are not about one server. Choose another name."),
                mistake(
                        "roles: {r: {keys: ci}}",
                        "gatehouse.yaml:1:1: roles: are set, but callers need no key, so that none can have a role. Write"
                                + " `auth: {}` and make keys with `gatehouse key new NAME --role ROLE`, or set"
                                + " auth.anonymous to a role."),
                mistake(
                        "auth: {anonymous: guests}",
                        "gatehouse.yaml:1:1: auth: anonymous: there is no role \"guests\". Define it under `roles`."),
                mistake(
                        "auth: {anonymous: r}\nlisten: {host: 0.0.0.0}\nroles: {r: {servers: one}}",
                        "gatehouse.yaml:2:1: listen.host: \"0.0.0.0\" can be reached from other machines, and"
                                + " auth.anonymous lets callers in without a key. Remove auth.anonymous, or listen on 127.0.0.1."),
                mistake(
                        "admin: {listen: \"0.0.0.0:9420\"}",
                        "gatehouse.yaml:1:1: admin.listen: can be reached from other machines, and there is no TLS:"
                                + " requests hold the keys of operators. Set listen.tls, or name the proxy that has TLS"
                                + " under listen.trusted-proxies."),
                mistake(
                        "admin: {listen: 9420}",
                        "gatehouse.yaml:1:17: admin.listen: must be an address and a port, not \"9420\". Write"
                                + " 10.0.0.5:8421, [2001:db8::5]:8421 or a name with a port."),
                mistake(
                        "auth: {keys: [{name: a, operator: \"crm:read\", sha256: " + "ab".repeat(32) + "}]}",
                        "gatehouse.yaml:1:35: auth.keys[0].operator: must be a scope of operators, not \"crm:read\"."
                                + " Write admin:read, admin:write, keys, SERVER:approve or mcp:approve."),
                mistake(
                        "approvals: {webhook: {url: \"https://h.example\", secret: topsecret}}",
                        "gatehouse.yaml:1:57: approvals.webhook.secret: must be the secret of a webhook. It is whsec_ and"
                                + " base64 of 24 to 64 random bytes. Write ${file:PATH} or ${NAME}."),
                mistake(
                        "approvals: {unannotated: aks}",
                        "gatehouse.yaml:1:26: approvals.unannotated: must be one of ask, run, not \"aks\". Did you mean"
                                + " \"ask\"?"),
                mistake(
                        "servers: {a: {command: x, tools: {get: {approval: aprove}}}}",
                        "gatehouse.yaml:1:51: servers.a.tools.get.approval: must be one of approve, confirm, none, not"
                                + " \"aprove\". Did you mean \"approve\"?"),
                mistake(
                        "rules: {r: {servers: one}}",
                        "gatehouse.yaml:1:12: rules.r: must have one of deny, confirm, approve and narrow. Write `deny: \"Why, and what to"
                                + " do instead.\"`."),
                mistake(
                        "rules: {r: {deny: No., narrow: {limit: {max: 1}}}}",
                        "gatehouse.yaml:1:12: rules.r: must have one of deny, confirm, approve and narrow. Write `deny: \"Why, and what to"
                                + " do instead.\"`."),
                mistake(
                        "rules: {r: {narrow: {limit: {max: 1, value: 2}}}}",
                        "gatehouse.yaml:1:29: rules.r.narrow.limit: must have exactly one of value, max, max-items and"
                                + " allowed. Use several rules for several limits."),
                mistake(
                        "rules:\n  r:\n    when: callr.name == 'x'\n    deny: No.\n",
                        "gatehouse.yaml:3:5: rules.r.when: undeclared reference to 'callr', at character 1. Correct the"
                                + " condition."),
                mistake(
                        "rules:\n  r:\n    when: args.?id.orValue('').matches('(?=a)')\n    deny: No.\n",
                        "gatehouse.yaml:3:5: rules.r.when: has a regular expression that RE2 does not take: invalid or"
                                + " unsupported Perl syntax (?=. Correct the condition."),
                mistake(
                        "rules: {r: {doors: http, deny: No.}}",
                        "gatehouse.yaml:1:20: rules.r.doors: must be one of mcp, messages, stdio, cli, not \"http\""),
                mistake(
                        "auth: {anonymous: r}\nroles: {r: {scopes: \"crm:delete\"}}",
                        "gatehouse.yaml:2:21: roles.r.scopes: must be a scope such as crm:read, not \"crm:delete\"."
                                + " Write \"*\" for all."),
                mistake(
                        "auth: {keys: [{name: local-commands, sha256: " + "ab".repeat(32) + "}]}",
                        "gatehouse.yaml:1:8: auth.keys: \"local-commands\" is the gateway's own key. Choose another"
                                + " name."),
                mistake(
                        "auth: {anonymous: r}\nlisten: {allowed-hosts: [gw.example.com]}\nroles: {r: {servers: one}}",
                        "gatehouse.yaml:2:1: listen: allowed-hosts and trusted-proxies let callers of other machines"
                                + " in, and auth.anonymous asks them for no key. Remove auth.anonymous, or these."),
                mistake(
                        "auth: {anonymous: r}\nroles: {r: {servers: one, scopes: }}",
                        "gatehouse.yaml:2:27: roles.r.scopes: is empty. Write \"*\" for everything, or leave it out."),
                mistake(
                        "usage: {limits: {a: {per: caller}}}",
                        "gatehouse.yaml:1:21: usage.limits.a: limits nothing. Set `calls`, `concurrent`, or both."),
                mistake(
                        "usage: {limits: {a: {calls: 5, per: []}}}",
                        "gatehouse.yaml:1:32: usage.limits.a.per: is empty. Write `all` for one count of everything."),
                mistake(
                        "usage: {reach: {a: {argument: id, values: 5, per: [caller, all]}}}",
                        "gatehouse.yaml:1:46: usage.reach.a.per: has `all` beside others. Remove it, or the others."),
                mistake(
                        "usage: {limits: {a: {calls: many}}}",
                        "gatehouse.yaml:1:29: usage.limits.a.calls: must be a whole number from 1 to 10000000,"
                                + " not \"many\""),
                mistake(
                        "usage: {limits: {a: {call: 5}}}",
                        "gatehouse.yaml:1:22: usage.limits.a: unknown key \"call\". Did you mean \"calls\"?"),
                mistake(
                        "rules: {a: {dney: No.}}",
                        "gatehouse.yaml:1:13: rules.a: unknown key \"dney\". Did you mean \"deny\"?"),
                mistake(
                        "usage: {repeats: {a: {tools: [], stop-after: 5}}}",
                        "gatehouse.yaml:1:23: usage.repeats.a.tools: is empty. Write \"*\" for all."),
                mistake(
                        "usage: {limits: {a: {calls: 5, burst: 6}}}",
                        "gatehouse.yaml:1:32: usage.limits.a.burst: must not be more than `calls`. Lower it, or raise"
                                + " `calls`."),
                mistake(
                        "usage: {limits: {a: {concurrent: 5, every: 1h}}}",
                        "gatehouse.yaml:1:37: usage.limits.a.every: needs `calls`. Say how many calls are allowed in"
                                + " this time."),
                mistake(
                        "usage: {limits: {a: {calls: 5, per: user}}}",
                        "gatehouse.yaml:1:37: usage.limits.a.per: must be one of caller, key, session, tenant, server,"
                                + " tool, all, not \"user\""),
                mistake(
                        "usage: {limits: {a: {calls: 5}}, reach: {a: {argument: id, values: 5}}}",
                        "gatehouse.yaml:1:34: usage.reach: another limit is named \"a\". Give each limit its own name."),
                mistake(
                        "usage: {limits: {a: {concurrent: 5, exact: true}}}",
                        "gatehouse.yaml:1:37: usage.limits.a.exact: needs `calls`. Remove it: each gateway counts calls that"
                                + " run for itself."),
                mistake(
                        "usage: {quotas: {a: {every: day}}}",
                        "gatehouse.yaml:1:21: usage.quotas.a: limits nothing. Set `calls`, `tokens` or `cost`."),
                mistake(
                        "usage: {quotas: {a: {tokens: 5, tools: echo}}}",
                        "gatehouse.yaml:1:22: usage.quotas.a.tokens: is counted for models only. Set `calls` for tools, and"
                                + " write another quota for models."),
                mistake(
                        "usage: {quotas: {a: {calls: 5}}, limits: {a: {calls: 5}}}",
                        "gatehouse.yaml:1:9: usage.quotas: another limit is named \"a\". Give each limit its own name."),
                mistake(
                        "usage: {time-zone: Mars}",
                        "gatehouse.yaml:1:20: usage.time-zone: must be a time zone, not \"Mars\". Write UTC or"
                                + " Europe/Berlin."),
                mistake(
                        "usage: {shared: {url: \"redis://:secret@\"}}",
                        "gatehouse.yaml:1:18: usage.shared.url: is not the URL of a Redis server. It must name a host, as in"
                                + " redis://HOST:6379. Percent-encode special characters in the password."),
                mistake(
                        "usage: {reach: {a: {argument: id}}}",
                        "gatehouse.yaml:1:20: usage.reach.a: \"values\" is missing. Say how many different values are"
                                + " allowed."),
                mistake(
                        "auth: {anonymous: r}\nroles: {r: {servers: one, limits: few}}",
                        "gatehouse.yaml:2:1: roles: there is no limit \"few\". Define it under `usage.limits`."),
                mistake(
                        "auth: {issuers: [{issuer: https://login.example.com}]}",
                        "gatehouse.yaml:1:1: auth: issuers require listen.public-url, which tokens name as their"
                                + " audience. Set listen.public-url to the URL under which clients reach the gateway."),
                mistake(
                        "auth: {issuers: [{issuer: http://login.example.com}]}",
                        "gatehouse.yaml:1:27: auth.issuers[0].issuer: must be an https URL without a query, not"
                                + " \"http://login.example.com\". Plain http is for addresses of this machine only."),
                mistake(
                        "auth: {issuers: [{issuer: https://login.example.com, algorithms: HS256}]}",
                        "gatehouse.yaml:1:66: auth.issuers[0].algorithms: must be one of RS256, RS384, RS512, PS256,"
                                + " PS384, PS512, ES256, ES384, ES512, EdDSA, not \"HS256\". Did you mean \"ES256\"?"),
                mistake("serves: {}", "gatehouse.yaml:1:1: unknown key \"serves\". Did you mean \"servers\"?"),
                mistake(
                        "servers:\n  crm:\n    comand: crm-server",
                        "gatehouse.yaml:3:5: servers.crm: unknown key \"comand\". Did you mean \"command\"?",
                        "gatehouse.yaml:3:5: servers.crm: has neither `command` nor `url`. Write `command` for a program"
                                + " to start, or `url` for a server to call."),
                mistake(
                        "servers: {crm: {url: 'http://x/', headersHelper: x}}",
                        "gatehouse.yaml:1:35: servers.crm: unknown key \"headersHelper\". Did you mean"
                                + " \"headers-helper\"?"),
                mistake(
                        "names: {zzzzzzz: 1}",
                        "gatehouse.yaml:1:9: names: unknown key \"zzzzzzz\". Known here: max-length."),
                mistake(
                        "listen: {port: 84200}",
                        "gatehouse.yaml:1:16: listen.port: must be a whole number from 0 to 65535, not \"84200\""),
                mistake(
                        "listen: {port: [1]}",
                        "gatehouse.yaml:1:16: listen.port: must be a whole number from 0 to 65535, not a list"),
                mistake(
                        "listen: {allowed-hosts: ['[2001:db8::2', '[2001:db8::2]']}",
                        "gatehouse.yaml:1:26: listen.allowed-hosts[0]: must be a host name or an address, not"
                                + " \"[2001:db8::2\". Write it without a scheme or a path: mcp.example.com,"
                                + " mcp.example.com:8443 or [2001:db8::2]."),
                mistake(
                        "limits: {keep-alive: 5}",
                        "gatehouse.yaml:1:22: limits.keep-alive: must be a duration from 1s to 1h, not \"5\"."
                                + " Write it with its unit: 500ms, 5s, 5m or 1h."),
                mistake(
                        "limits: {body-bytes: 5XB}",
                        "gatehouse.yaml:1:22: limits.body-bytes: must be a size from 1KiB to 1GiB, not \"5XB\". Write it"
                                + " with its unit: 512KiB, 64MiB."),
                mistake(
                        "logging: {format: jsn}",
                        "gatehouse.yaml:1:19: logging.format: must be one of auto, json, text, not \"jsn\". Did you mean"
                                + " \"json\"?"),
                mistake(
                        "servers:\n  a: {command: x, url: 'http://x/'}",
                        "gatehouse.yaml:2:6: servers.a: has both `command` and `url`. Say which by `type: stdio` or"
                                + " `type: http`."),
                mistake(
                        "servers:\n  a: {type: stdio, command: x, headers: {A: b}}",
                        "gatehouse.yaml:2:32: servers.a.headers: belongs to a server that is called by its address."
                                + " Remove it, or change `type`."),
                mistake(
                        "servers:\n  a: {type: http, command: x}",
                        "gatehouse.yaml:2:6: servers.a: \"url\" is missing. A server of this type needs its address.",
                        "gatehouse.yaml:2:19: servers.a.command: belongs to a server that is started as a program."
                                + " Remove it, or change `type`."),
                mistake(
                        "servers: {a: {url: 'ftp://x/'}}",
                        "gatehouse.yaml:1:20: servers.a.url: must be an address, not \"ftp://x/\". Write http:// or"
                                + " https://, a host and a path, without user, password and fragment; credentials go"
                                + " to `headers`."),
                mistake(
                        "servers:\n  a: {urls: ['http://x/', 'http://x/']}",
                        "gatehouse.yaml:2:7: servers.a.urls: names an address twice. Remove it once."),
                mistake(
                        "servers:\n  a: {url: 'http://x/', urls: ['http://y/']}",
                        "gatehouse.yaml:2:25: servers.a.urls: says the same as url. Write all addresses under urls, and"
                                + " remove url."),
                mistake(
                        "servers: {a: {command: x, health: {url: /healthz}}}",
                        "gatehouse.yaml:1:27: servers.a.health: is a path, but the server has no address. Write the"
                                + " whole address of the page."),
                mistake(
                        "servers: {a: {url: 'http://x/', health: {url: healthz}}}",
                        "gatehouse.yaml:1:47: servers.a.health.url: must be an address or a path, not \"healthz\"."
                                + " Write http:// or https:// and a host, or a path that begins with /."),
                mistake(
                        "servers: {a: {url: 'http://x/', headers: {'Bad Name': x}}}",
                        "gatehouse.yaml:1:43: servers.a.headers: \"Bad Name\" cannot be the name of a header"),
                mistake(
                        "servers: {a: {url: 'http://x/', headers: {A: \"b\\r\\nC: d\"}}}",
                        "gatehouse.yaml:1:46: servers.a.headers.A: must be a string of one line without control"
                                + " characters"),
                mistake(
                        "servers: {a: {url: 'http://x/', ca: missing.pem}}",
                        "gatehouse.yaml:1:37: servers.a.ca: the file \"missing.pem\" does not exist or cannot be"
                                + " read. Relative paths start at FOLDER."),
                mistake(
                        "servers: {a: {url: 'http://x/', client-key: gatehouse.yaml}}",
                        "gatehouse.yaml:1:33: servers.a.client-key: a client certificate needs both client-certificate"
                                + " and client-key"),
                mistake(
                        "servers: {a: {command: x, timeout: 5s, call-limit: 5s}}",
                        "gatehouse.yaml:1:27: servers.a.timeout: says the same as call-limit. Remove one of them."),
                mistake(
                        "defaults: {call-timeout: soon}\nservers: {a: {command: x}, b: {command: x}}",
                        "gatehouse.yaml:1:26: defaults.call-timeout: must be a duration from 100ms to 7d, not \"soon\"."
                                + " Write it with its unit: 500ms, 5s, 5m or 1h."),
                mistake(
                        "defaults: {command: x}",
                        "gatehouse.yaml:1:12: defaults: unknown key \"command\". Known here: timeout, call-timeout,"
                                + " call-limit, connect-timeout, list-timeout, sessions, max-sessions, session-idle,"
                                + " max-own-connections, validate,"
                                + " tasks-after, max-in-flight, break-after, break-for, drain, inherit, proxy, no-proxy, ca,"
                                + " client-certificate, client-key, http2, answer-bytes,"
                                + " answer-depth."),
                mistake(
                        "servers: {a: {command: x, env: {T: '${caller.tenant}'}}}",
                        "gatehouse.yaml:1:33: servers.a.env.T: uses ${caller.tenant}, but all callers share one process."
                                + " Set sessions: tenant."),
                mistake(
                        "servers: {a: {command: x, sessions: tenant, env: {U: '${caller.user:-nobody}'}}}",
                        "gatehouse.yaml:1:51: servers.a.env.U: uses ${caller.user}, but all callers of a tenant share one"
                                + " process. Set sessions: caller, or use ${caller.tenant}."),
                mistake(
                        "servers: {a: {command: x, sessions: tenant, args: ['--tenant=${caller.tenant}']}}",
                        "gatehouse.yaml:1:45: servers.a.args: need a default for ${caller.tenant}: the gateway starts the"
                                + " program for itself too, to read its lists. Write ${caller.tenant:-default}, or pass it in"
                                + " env, where it is left out then."),
                mistake(
                        "servers: {a: {command: '${caller.tenant}'}}",
                        "gatehouse.yaml:1:24: servers.a.command: ${caller.tenant} is known in requests only: it means"
                                + " something in headers, env and args of servers, outside the defaults of other variables."
                                + " Remove it, or write $${caller.tenant} for the characters themselves."),
                mistake(
                        "servers: {a: {url: 'http://x', identity: jwt}}",
                        "gatehouse.yaml:1:42: servers.a.identity: requires a public URL: it is the issuer of the tokens,"
                                + " and servers get the keys there that check them. Set listen.public-url."),
                mistake(
                        "listen: {public-url: 'https://gw'}\nservers: {a: {url: 'http://x', identity: jwt, headers:"
                                + " {authorization: x}}}",
                        "gatehouse.yaml:2:57: servers.a.headers.authorization: is the header that identity sends its token"
                                + " in. Remove it, or set identity-header to another one: X-Gatehouse-Identity."),
                mistake(
                        "listen: {public-url: 'https://gw'}\nservers: {a: {url: 'http://x', identity: jwt,"
                                + " identity-audience: 'https://gw/mcp'}}",
                        "gatehouse.yaml:2:42: servers.a.identity: would make tokens for this gateway itself: its audience"
                                + " is \"https://gw/mcp\". Set identity-audience to what the server checks."),
                mistake(
                        "servers: {a: {url: 'http://x', identity-header: X}}",
                        "gatehouse.yaml:1:32: servers.a.identity-header: says something of a token that is not sent. Set"
                                + " identity: jwt."),
                mistake(
                        "servers: {a: {command: x, identity: jwt}}",
                        "gatehouse.yaml:1:27: servers.a.identity: belongs to a server that is called by its address."
                                + " Remove it, or change `type`."),
                mistake("servers: []", "gatehouse.yaml:1:10: servers: must be a map, not a list"),
                mistake("[]", "gatehouse.yaml:1:1: must be a map, not a list"),
                mistake(
                        "servers: {crm: {command: x}}\ntoolsets: {support: {servers: [crn]}}",
                        "gatehouse.yaml:2:32: toolsets.support.servers.crn: there is no server \"crn\". Did you mean"
                                + " \"crm\"?"),
                mistake(
                        "servers: {crm: {command: x}}\ntoolsets: {crm: {servers: [crm]}}",
                        "gatehouse.yaml:2:12: toolsets.crm: is also the name of a server, which has the toolset"
                                + " /mcp/crm already. Choose another name."),
                mistake(
                        "toolsets: {empty: {}}",
                        "gatehouse.yaml:1:19: toolsets.empty: names no servers. List them under `servers`, or set"
                                + " `all-servers: true`."),
                mistake(
                        "servers: {a: {command: x}}\ntoolsets: {t: {servers: {a: {allow: []}}}}",
                        "gatehouse.yaml:2:30: toolsets.t.servers.a.allow: is an empty list, which would allow nothing."
                                + " Remove it to allow all, or deny \"*\"."),
                mistake(
                        "servers: {a: {command: x}}\n"
                                + "toolsets: {t: {servers: {a: {tools: {x: {name: one}, y: {name: one}}}}}}",
                        "gatehouse.yaml:2:16: toolsets.t.servers: two tools are renamed to \"one\". Change one of"
                                + " them."),
                mistake(
                        "servers: {a: {command: x}}\n"
                                + "toolsets: {t: {servers: {a: {tools: {x: {arguments: {n: .nan}}}}}}}",
                        "gatehouse.yaml:2:57: toolsets.t.servers.a.tools.x.arguments.n: \".nan\" is not a JSON number."
                                + " Write it in decimal digits, or in quotes if it is a string."),
                mistake(
                        "auth: {keys: [{name: ci, sha256: " + KeyMaker.hash("test") + "}]}",
                        "gatehouse.yaml:1:26: auth.keys[0].sha256: is the hash of a well-known word that anyone can"
                                + " guess. Make a key with `gatehouse key new NAME --for-file`; it prints this line."),
                mistake(
                        "auth: {keys: [{name: ci, sha256: "
                                + KeyMaker.hash("ci").toUpperCase(Locale.ROOT) + "}]}",
                        "gatehouse.yaml:1:26: auth.keys[0].sha256: is the hash of a well-known word that anyone can"
                                + " guess. Make a key with `gatehouse key new NAME --for-file`; it prints this line."),
                mistake(
                        "auth: {keys: [{name: ci, sha256: abc}]}",
                        "gatehouse.yaml:1:34: auth.keys[0].sha256: must be 64 hexadecimal digits. Make a"
                                + " key with `gatehouse key new NAME --for-file`; it prints this line."),
                mistake(
                        "auth: {keys: [{name: ci}]}",
                        "gatehouse.yaml:1:15: auth.keys[0]: \"sha256\" is missing. `gatehouse key new NAME --for-file` prints"
                                + " it."),
                mistake(
                        "listen: {proxy-protocol: true}",
                        "gatehouse.yaml:1:10: listen.proxy-protocol: requires trusted-proxies. Add the addresses of the"
                                + " proxies under trusted-proxies."),
                mistake(
                        "listen: {trusted-proxies: 10.0.0.1/8}",
                        "gatehouse.yaml:1:27: listen.trusted-proxies: must be a range of IP addresses, not"
                                + " \"10.0.0.1/8\""),
                mistake(
                        "listen: {host: 0.0.0.0}",
                        "gatehouse.yaml:1:1: listen.host: \"0.0.0.0\" can be reached from other machines, and no keys"
                                + " are set. Make a key with `gatehouse key new NAME`, or listen on 127.0.0.1."),
                mistake(
                        "store: {url: \"postgresql://u:p%@db/x\"}",
                        "gatehouse.yaml:1:9: store.url: is not the URL of a PostgreSQL database. A percent sign in the user"
                                + " or the password must be written as %25."),
                mistake(
                        "store: {connections: 2}",
                        "gatehouse.yaml:1:8: store: \"url\" is missing. Name the database, or"
                                + " leave the section out to use the data folder."),
                mistake(
                        "listen: {tls: {certificate: gatehouse.yaml}}",
                        "gatehouse.yaml:1:15: listen.tls: \"key\" is missing. TLS needs a certificate and a key."),
                mistake(
                        "import: nothing.json",
                        "gatehouse.yaml:1:9: import: the file \"nothing.json\" does not exist. Relative paths start at"
                                + " FOLDER."),
                mistake(
                        "servers:\n  a: {command: x, env: {T: '${TOKEN}'}}",
                        "gatehouse.yaml:2:28: servers.a.env.T: the variable TOKEN is not set. Set it, or write"
                                + " ${TOKEN:-default}."),
                mistake(
                        "models: {providers: {a: {key: k, caller-headers: [x-title, Cookie]}}}",
                        "gatehouse.yaml:1:34: models.providers.a.caller-headers: the header \"Cookie\" of callers is never"
                                + " passed on. Remove it. `caller-key: true` passes the keys of callers on."),
                mistake(
                        "servers: {a: {command: '${'}}",
                        "gatehouse.yaml:1:24: servers.a.command: \"${\" does not start a variable. Write ${NAME} or"
                                + " ${NAME:-default}, or $${ for the characters themselves."),
                mistake(
                        "data: a\ndata: b",
                        "gatehouse.yaml:2:1: the key \"data\" appears twice, first in line 1. Remove one of them."),
                mistake(
                        "---\ndata: a\n---\ndata: b",
                        "gatehouse.yaml:4:1: a second document starts here. Keep one document in a file."));
    }

    private static Arguments mistake(String text, String... expected) {
        return Arguments.of(text, List.of(expected));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void isNamedExactly(String text, java.util.List<String> expected) {
        assertThat(Yaml.refused(folder, text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "servers: {a: {command: x, tools: {get: {effects: raed}}}}",
                "servers: {a: {command: x}}\ntoolsets: {t: {servers: {a: {rename: {one: same, two: same}}}}}",
                "models: {providers: {own: {type: scripted, script: script.yaml}}}",
            })
    void aMistakeIsToldOnce(String text) throws Exception {
        Files.writeString(folder.resolve("script.yaml"), "turns:\n  - {sya: x}\n");
        assertThat(Yaml.refused(folder, text)).doesNotHaveDuplicates();
    }

    @Test
    void aPastedKeyIsToldAsTheKeyItselfAndNeverShown() {
        String key = KeyMaker.make();
        assertThat(Yaml.refused(folder, "auth: {keys: [{name: ci, sha256: " + key + "}]}"))
                .singleElement()
                .asString()
                .contains("auth.keys[0].sha256: is the key itself")
                .doesNotContain(key);
    }

    @Test
    void aMalformedHashIsTheOnlyMistakeOnAnOpenAddress() {
        assertThat(Yaml.refused(folder, "listen: {host: 0.0.0.0}\nauth: {keys: [{name: ci, sha256: abc}]}"))
                .singleElement()
                .asString()
                .contains("auth.keys[0].sha256: must be 64 hexadecimal digits");
    }

    @Test
    void allMistakesAreNamedAtOnce() {
        assertThat(Yaml.refused(
                        folder, "listen: {port: no}\nnames: {max-length: 7}\nservers: {a: {}, b: {command: []}}"))
                .hasSize(4);
    }

    @Test
    void brokenYamlNamesTheLine() {
        assertThat(Yaml.refused(folder, "servers:\n  a: {command: [x}\n"))
                .singleElement()
                .asString()
                .startsWith("gatehouse.yaml:2:18: is not valid YAML here. Write commas");
    }

    @Test
    void aFileThatIsNoUtf8IsRefused() throws Exception {
        Path file = folder.resolve("gatehouse.yaml");
        Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xff});
        assertThat(refusal(file)).isEqualTo("gatehouse.yaml: the file is not UTF-8. Save it in that encoding.");
    }

    @Test
    void aFileThatIsMissingIsRefused() {
        assertThat(refusal(folder.resolve("gatehouse.yaml")))
                .isEqualTo("gatehouse.yaml: the file does not exist. Relative paths start at FOLDER.");
    }

    @Test
    void aPipeWhereAFileIsNamedIsRefusedAndNeverWaitedFor() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Path link = Files.createSymbolicLink(folder.resolve("link.json"), pipe);
        String said = "cannot be read: it is a pipe, a socket or a device. Name a regular file.";
        String text = """
                import: [link.json]
                servers:
                  a: {command: x, env-file: pipe}
                  b: {command: x, env: {A: '${file:pipe}'}}
                  c: {url: 'http://x/', ca: pipe}
                """;
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            assertThat(Yaml.refused(folder, text)).hasSize(4).allMatch(line -> line.endsWith(said));
            assertThat(refusal(pipe)).endsWith("the file " + said);
            assertThat(Fingerprint.of(List.of(pipe, link))).isEqualTo("- -");
        });
    }

    @Test
    void nestedAnchorsAreBounded() {
        StringBuilder laughs = new StringBuilder("a0: &a0 [x]\n");
        for (int level = 1; level < 12; level++) {
            String before = "*a" + (level - 1);
            laughs.append("a").append(level).append(": &a").append(level).append(" [");
            laughs.append((before + ",").repeat(9)).append(before).append("]\n");
        }
        assertThat(Yaml.refused(folder, laughs.toString()))
                .anyMatch(line -> line.contains("Use fewer anchors and aliases"));
    }

    @Test
    void deepNestingIsRefused() {
        assertThat(Yaml.refused(folder, "[".repeat(10_000)))
                .singleElement()
                .asString()
                .contains("nested too deeply");
    }

    @Test
    void valuesOfVariablesAreNeverShown() {
        Map<String, String> variables = Map.of("URL", "ftp://secret", "PORT", "hidden", "T", "hid\nden");
        assertThat(Yaml.refused(
                        folder,
                        "listen: {port: '${PORT}'}\nservers: {a: {url: '${URL}', headers: {A: '${T}'}}}",
                        variables))
                .hasSize(3)
                .noneMatch(line -> line.contains("secret") || line.contains("hid"));
    }

    @Test
    void hostsOfTheCommandLineNeedKeysToo() {
        ConfigurationLoader.Options options =
                new ConfigurationLoader.Options(null, List.of(), List.of("0.0.0.0"), null, null);
        try {
            new ConfigurationLoader(options, name -> null).load();
            throw new AssertionError("not refused");
        } catch (ConfigurationException refused) {
            assertThat(refused.getMessage()).startsWith("command line: --host: \"0.0.0.0\" can be reached");
        }
    }

    private String refusal(Path file) {
        try {
            new ConfigurationLoader(ConfigurationLoader.Options.of(file), name -> null).load();
            throw new AssertionError("not refused");
        } catch (ConfigurationException refused) {
            return refused.getMessage().replace(folder + "/", "").replace(folder.toString(), "FOLDER");
        }
    }
}
