package io.gatehouse.app;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.gatehouse.upstream.Upstream;

/// The rules between the modules, as `docs/design-decisions.md` tells them.
@AnalyzeClasses(packages = "io.gatehouse", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule MODULES_USE_ONLY_THOSE_ABOVE_THEM = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("protocol")
            .definedBy("io.gatehouse.protocol")
            .layer("http")
            .definedBy("io.gatehouse.http..")
            .layer("seal")
            .definedBy("io.gatehouse.seal")
            .layer("store")
            .definedBy("io.gatehouse.store..")
            .layer("identity")
            .definedBy("io.gatehouse.identity..")
            .layer("policy")
            .definedBy("io.gatehouse.policy..")
            .layer("kit")
            .definedBy("io.gatehouse.kit")
            .layer("systems")
            .definedBy("io.gatehouse.systems..")
            .layer("upstream")
            .definedBy("io.gatehouse.upstream..")
            .layer("gateway")
            .definedBy("io.gatehouse.gateway..")
            .layer("models")
            .definedBy("io.gatehouse.models..")
            .layer("front")
            .definedBy("io.gatehouse.doors.front..")
            .layer("doors")
            .definedBy("io.gatehouse.doors.mcp..", "io.gatehouse.doors.messages..", "io.gatehouse.doors.admin")
            .layer("app")
            .definedBy("io.gatehouse.app..")
            .whereLayer("app")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("doors")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("front")
            .mayOnlyBeAccessedByLayers("doors", "app")
            .whereLayer("models")
            .mayOnlyBeAccessedByLayers("doors", "app")
            .whereLayer("gateway")
            .mayOnlyBeAccessedByLayers("doors", "app")
            .whereLayer("upstream")
            .mayOnlyBeAccessedByLayers("gateway", "doors", "app")
            .whereLayer("systems")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("kit")
            .mayOnlyBeAccessedByLayers("systems", "gateway", "doors", "app")
            .whereLayer("identity")
            .mayOnlyBeAccessedByLayers("front", "doors", "app")
            .whereLayer("policy")
            .mayOnlyBeAccessedByLayers("gateway", "front", "doors", "app")
            .whereLayer("store")
            .mayOnlyBeAccessedByLayers("identity", "gateway", "doors", "app")
            .whereLayer("seal")
            .mayOnlyBeAccessedByLayers("store", "identity", "kit", "upstream", "gateway", "front", "doors", "app");

    @ArchTest
    static final ArchRule PROTOCOL_STANDS_ALONE = noClasses()
            .that()
            .resideInAPackage("io.gatehouse.protocol")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.gatehouse.http..",
                    "java.net..",
                    "java.nio.channels..",
                    "java.nio.file..",
                    "java.util.concurrent..");

    @ArchTest
    static final ArchRule THE_KIT_KNOWS_NO_TRANSPORT = noClasses()
            .that()
            .resideInAPackage("io.gatehouse.kit")
            .should()
            .dependOnClassesThat(resideInAPackage("io.gatehouse..")
                    .and(DescribedPredicate.not(
                            resideInAnyPackage("io.gatehouse.protocol", "io.gatehouse.seal", "io.gatehouse.kit"))));

    @ArchTest
    static final ArchRule IDENTITY_KNOWS_NO_SERVERS = noClasses()
            .that()
            .resideInAPackage("io.gatehouse.identity..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.gatehouse..")
                    .and(DescribedPredicate.not(resideInAnyPackage(
                            "io.gatehouse.protocol",
                            "io.gatehouse.http..",
                            "io.gatehouse.seal",
                            "io.gatehouse.store",
                            "io.gatehouse.identity.."))));

    @ArchTest
    static final ArchRule ONLY_IDENTITY_KNOWS_TOKENS = noClasses()
            .that()
            .resideOutsideOfPackages("io.gatehouse.identity..", "io.gatehouse.fixtures..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.nimbusds..");

    @ArchTest
    static final ArchRule SEALS_DO_NOT_KNOW_WHAT_THEY_SEAL = noClasses()
            .that()
            .resideInAPackage("io.gatehouse.seal")
            .should()
            .dependOnClassesThat(resideInAPackage("io.gatehouse..")
                    .and(DescribedPredicate.not(resideInAPackage("io.gatehouse.seal"))));

    @ArchTest
    static final ArchRule THE_STORE_KNOWS_ONLY_SEALS = noClasses()
            .that()
            .resideInAPackage("io.gatehouse.store..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.gatehouse..")
                    .and(DescribedPredicate.not(resideInAnyPackage("io.gatehouse.seal", "io.gatehouse.store.."))));

    @ArchTest
    static final ArchRule ONLY_SHARED_COUNTS_KNOW_REDIS = noClasses()
            .that()
            .resideOutsideOfPackage("io.gatehouse.store.counts")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("redis.clients..", "org.apache.commons.pool2..");

    @ArchTest
    static final ArchRule ONLY_THE_STORE_KNOWS_DATABASES = noClasses()
            .that()
            .resideOutsideOfPackages("io.gatehouse.store", "io.gatehouse.fixtures.postgres")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.sql..", "org.jdbi..", "com.zaxxer..", "org.flywaydb..", "org.sqlite..", "org.postgresql..");

    @ArchTest
    static final ArchRule ONLY_RULES_KNOW_CEL = noClasses()
            .that()
            .resideOutsideOfPackage("io.gatehouse.policy.rule")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.cel..", "com.google.re2j..");

    @ArchTest
    static final ArchRule POLICY_IS_DATA_AND_FUNCTIONS = noClasses()
            .that()
            .resideInAPackage("io.gatehouse.policy..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.io..", "java.nio.file..", "java.nio.channels..", "java.net..");

    @ArchTest
    static final ArchRule HTTP_KNOWS_NO_PROTOCOL = noClasses()
            .that()
            .resideInAPackage("io.gatehouse.http..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.gatehouse.protocol");

    @ArchTest
    static final ArchRule ONLY_HTTP_KNOWS_NETTY = noClasses()
            .that()
            .resideOutsideOfPackage("io.gatehouse.http..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..");

    /// They start the engine, and speak in the types of requests and responses.
    @ArchTest
    static final ArchRule OTHERS_DO_NOT_KNOW_HOW_HTTP_WORKS = noClasses()
            .that()
            .resideOutsideOfPackage("io.gatehouse.http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.gatehouse.http.client",
                    "io.gatehouse.http.codec",
                    "io.gatehouse.http.loop",
                    "io.gatehouse.http.server");

    @ArchTest
    static final ArchRule HTTP_IS_LAYERED = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("address")
            .definedBy("io.gatehouse.http.address")
            .layer("http")
            .definedBy("io.gatehouse.http")
            .layer("memory")
            .definedBy("io.gatehouse.http.memory")
            .layer("loop")
            .definedBy("io.gatehouse.http.loop")
            .layer("sse")
            .definedBy("io.gatehouse.http.sse")
            .layer("codec")
            .definedBy("io.gatehouse.http.codec")
            .layer("tls")
            .definedBy("io.gatehouse.http.tls")
            .layer("client")
            .definedBy("io.gatehouse.http.client")
            .layer("server")
            .definedBy("io.gatehouse.http.server")
            .layer("engine")
            .definedBy("io.gatehouse.http.engine")
            .whereLayer("engine")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("server")
            .mayOnlyBeAccessedByLayers("engine")
            .whereLayer("client")
            .mayOnlyBeAccessedByLayers("engine")
            .whereLayer("tls")
            .mayOnlyBeAccessedByLayers("client", "server")
            .whereLayer("codec")
            .mayOnlyBeAccessedByLayers("client", "server")
            .whereLayer("sse")
            .mayOnlyBeAccessedByLayers("client", "server")
            .whereLayer("loop")
            .mayOnlyBeAccessedByLayers("codec", "tls", "client", "server", "engine")
            .whereLayer("memory")
            .mayOnlyBeAccessedByLayers("loop", "sse", "codec", "client", "server", "engine")
            .whereLayer("http")
            .mayOnlyBeAccessedByLayers("memory", "loop", "sse", "codec", "tls", "client", "server", "engine")
            .whereLayer("address")
            .mayOnlyBeAccessedByLayers("http", "client", "server");

    @ArchTest
    static final ArchRule UPSTREAM_KNOWS_NO_DOORS = noClasses()
            .that()
            .resideInAnyPackage("io.gatehouse.upstream..", "io.gatehouse.gateway..", "io.gatehouse.models..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.gatehouse.doors..", "io.gatehouse.app..");

    @ArchTest
    static final ArchRule MODELS_KNOW_NO_SERVERS = noClasses()
            .that()
            .resideInAPackage("io.gatehouse.models..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.gatehouse.kit..", "io.gatehouse.upstream..", "io.gatehouse.gateway..");

    /// Each speaks a protocol of its own; what they have in common stands before all of them.
    @ArchTest
    static final ArchRule NO_DOOR_KNOWS_ANOTHER = slices().matching("io.gatehouse.doors.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(DescribedPredicate.alwaysTrue(), resideInAPackage("io.gatehouse.doors.front.."));

    /// It administers what others hold and does.
    @ArchTest
    static final ArchRule THE_ADMIN_DOOR_KNOWS_NO_SERVERS = noClasses()
            .that()
            .resideInAPackage("io.gatehouse.doors.admin")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.gatehouse.upstream..", "io.gatehouse.gateway..", "io.gatehouse.identity..");

    /// It plays the provider, so it must not share the door's mistakes.
    @ArchTest
    static final ArchRule THE_SCRIPTED_MODEL_STANDS_ALONE = noClasses()
            .that()
            .resideInAPackage("io.gatehouse.scripted..")
            .should()
            .dependOnClassesThat(resideInAPackage("io.gatehouse..")
                    .and(DescribedPredicate.not(resideInAnyPackage("io.gatehouse.http..", "io.gatehouse.scripted.."))));

    @ArchTest
    static final ArchRule NO_DOOR_KNOWS_THE_SCRIPTED_MODEL = noClasses()
            .that()
            .resideInAPackage("io.gatehouse.doors..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.gatehouse.scripted..");

    @ArchTest
    static final ArchRule UPSTREAM_IS_LAYERED = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("reading")
            .definedBy("io.gatehouse.upstream.reading")
            .layer("settings")
            .definedBy("io.gatehouse.upstream.settings")
            .layer("call")
            .definedBy("io.gatehouse.upstream.call")
            .layer("child")
            .definedBy("io.gatehouse.upstream.child")
            .layer("wire")
            .definedBy("io.gatehouse.upstream.transport")
            .layer("servers")
            .definedBy("io.gatehouse.upstream")
            .whereLayer("servers")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("wire")
            .mayOnlyBeAccessedByLayers("servers")
            .whereLayer("child")
            .mayOnlyBeAccessedByLayers("wire", "servers")
            .whereLayer("call")
            .mayOnlyBeAccessedByLayers("wire", "servers")
            .whereLayer("settings")
            .mayOnlyBeAccessedByLayers("call", "child", "wire", "servers");

    @ArchTest
    static final ArchRule THE_GATEWAY_IS_LAYERED = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("person")
            .definedBy("io.gatehouse.gateway.person")
            .layer("steps")
            .definedBy("io.gatehouse.gateway.policy")
            .layer("approval")
            .definedBy("io.gatehouse.gateway.approval")
            .layer("usage")
            .definedBy("io.gatehouse.gateway.usage")
            .layer("catalog")
            .definedBy("io.gatehouse.gateway.catalog")
            .layer("record")
            .definedBy("io.gatehouse.gateway.record")
            .layer("bridge")
            .definedBy("io.gatehouse.gateway.bridge")
            .layer("tasks")
            .definedBy("io.gatehouse.gateway.tasks")
            .layer("call")
            .definedBy("io.gatehouse.gateway.call")
            .layer("outside")
            .definedBy("io.gatehouse.gateway.outside")
            .layer("gateway")
            .definedBy("io.gatehouse.gateway")
            .whereLayer("gateway")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("outside")
            .mayOnlyBeAccessedByLayers("gateway")
            .whereLayer("call")
            .mayOnlyBeAccessedByLayers("outside", "gateway")
            .whereLayer("record")
            .mayOnlyBeAccessedByLayers("call", "outside", "gateway")
            .whereLayer("bridge")
            .mayNotAccessAnyLayer()
            .whereLayer("bridge")
            .mayOnlyBeAccessedByLayers("tasks", "call", "gateway")
            .whereLayer("tasks")
            .mayOnlyBeAccessedByLayers("call", "gateway")
            .whereLayer("person")
            .mayNotAccessAnyLayer()
            .whereLayer("person")
            .mayOnlyBeAccessedByLayers("steps", "approval", "call")
            .whereLayer("approval")
            .mayOnlyAccessLayers("person", "steps")
            .whereLayer("approval")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("usage")
            .mayOnlyAccessLayers("steps")
            .whereLayer("usage")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("steps")
            .mayOnlyAccessLayers("person")
            .whereLayer("steps")
            .mayOnlyBeAccessedByLayers("approval", "usage", "record", "call", "gateway");

    @ArchTest
    static final ArchRule THE_MESSAGES_DOOR_IS_LAYERED = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("api")
            .definedBy("io.gatehouse.doors.messages.api")
            .layer("translation")
            .definedBy("io.gatehouse.doors.messages.translation")
            .layer("sources")
            .definedBy("io.gatehouse.doors.messages.sources")
            .layer("loop")
            .definedBy("io.gatehouse.doors.messages.loop")
            .layer("door")
            .definedBy("io.gatehouse.doors.messages")
            .whereLayer("door")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("loop")
            .mayOnlyBeAccessedByLayers("door")
            .whereLayer("sources")
            .mayOnlyBeAccessedByLayers("loop", "door")
            .whereLayer("translation")
            .mayOnlyBeAccessedByLayers("sources", "loop", "door");

    /// Translations are functions of data.
    @ArchTest
    static final ArchRule TRANSLATION_DOES_NO_IO = noClasses()
            .that()
            .resideInAPackage("io.gatehouse.doors.messages.translation")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.gatehouse.http..",
                    "io.gatehouse.gateway..",
                    "io.gatehouse.upstream",
                    "io.gatehouse.upstream.call",
                    "io.gatehouse.upstream.child",
                    "io.gatehouse.upstream.transport",
                    "java.net.http..",
                    "java.nio.file..");

    /// Mending what servers list is, too.
    @ArchTest
    static final ArchRule REPAIR_DOES_NO_IO = noClasses()
            .that()
            .resideInAPackage("io.gatehouse.upstream.repair")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.gatehouse.http..",
                    "io.gatehouse.upstream",
                    "io.gatehouse.upstream.call",
                    "io.gatehouse.upstream.child",
                    "io.gatehouse.upstream.transport",
                    "java.net.http..",
                    "java.nio.file..");

    /// There is no side entrance: whatever wants something of a server goes through the pipeline.
    @ArchTest
    static final ArchRule ONLY_THE_PIPELINE_SENDS = noClasses()
            .that()
            .haveNameNotMatching(
                    "io\\.gatehouse\\.(gateway\\.call\\.(RunningCall|Announcement|ToolsetListening|TaskListening)|upstream\\..*)")
            .should()
            .callMethodWhere(target(owner(assignableTo(Upstream.class)))
                    .and(target(nameMatching("request|notify|watch|watchTasks"))));

    @ArchTest
    static final ArchRule NOTHING_PRINTS_BUT_THE_COMMAND_LINE = noClasses()
            .that()
            .resideOutsideOfPackages("io.gatehouse.app..", "io.gatehouse.fixtures", "io.gatehouse.bench")
            .should()
            .accessField(System.class, "out");

    @ArchTest
    static final ArchRule PACKAGES_ARE_FLAT = classes()
            .that()
            .resideInAPackage("io.gatehouse..")
            .should()
            .resideInAnyPackage(
                    "io.gatehouse.protocol",
                    "io.gatehouse.http",
                    "io.gatehouse.http.address",
                    "io.gatehouse.http.client",
                    "io.gatehouse.http.codec",
                    "io.gatehouse.http.engine",
                    "io.gatehouse.http.loop",
                    "io.gatehouse.http.memory",
                    "io.gatehouse.http.server",
                    "io.gatehouse.http.sse",
                    "io.gatehouse.http.tls",
                    "io.gatehouse.seal",
                    "io.gatehouse.store",
                    "io.gatehouse.store.counts",
                    "io.gatehouse.identity",
                    "io.gatehouse.identity.tokens",
                    "io.gatehouse.identity.certificates",
                    "io.gatehouse.policy",
                    "io.gatehouse.policy.rule",
                    "io.gatehouse.kit",
                    "io.gatehouse.systems.sample",
                    "io.gatehouse.upstream",
                    "io.gatehouse.upstream.call",
                    "io.gatehouse.upstream.child",
                    "io.gatehouse.upstream.reading",
                    "io.gatehouse.upstream.repair",
                    "io.gatehouse.upstream.settings",
                    "io.gatehouse.upstream.transport",
                    "io.gatehouse.gateway",
                    "io.gatehouse.gateway.approval",
                    "io.gatehouse.gateway.bridge",
                    "io.gatehouse.gateway.call",
                    "io.gatehouse.gateway.catalog",
                    "io.gatehouse.gateway.outside",
                    "io.gatehouse.gateway.person",
                    "io.gatehouse.gateway.record",
                    "io.gatehouse.gateway.policy",
                    "io.gatehouse.gateway.tasks",
                    "io.gatehouse.gateway.usage",
                    "io.gatehouse.models",
                    "io.gatehouse.models.platforms",
                    "io.gatehouse.scripted",
                    "io.gatehouse.scripted.script",
                    "io.gatehouse.doors.admin",
                    "io.gatehouse.doors.front",
                    "io.gatehouse.doors.front.replicas",
                    "io.gatehouse.doors.mcp",
                    "io.gatehouse.doors.mcp.conversation",
                    "io.gatehouse.doors.mcp.http",
                    "io.gatehouse.doors.mcp.sse",
                    "io.gatehouse.doors.mcp.stdio",
                    "io.gatehouse.doors.mcp.streamable",
                    "io.gatehouse.doors.messages",
                    "io.gatehouse.doors.messages.api",
                    "io.gatehouse.doors.messages.loop",
                    "io.gatehouse.doors.messages.sources",
                    "io.gatehouse.doors.messages.translation",
                    "io.gatehouse.app",
                    "io.gatehouse.app.cli",
                    "io.gatehouse.app.approvals",
                    "io.gatehouse.app.keys",
                    "io.gatehouse.app.backup",
                    "io.gatehouse.app.config",
                    "io.gatehouse.app.schema",
                    "io.gatehouse.app.observe",
                    "io.gatehouse.app.quotas",
                    "io.gatehouse.app.rules",
                    "io.gatehouse.app.tokens",
                    "io.gatehouse.fixtures",
                    "io.gatehouse.fixtures.postgres",
                    "io.gatehouse.fixtures.redis",
                    "io.gatehouse.bench");
}
