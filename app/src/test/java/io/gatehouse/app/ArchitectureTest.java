package io.gatehouse.app;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

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
            .definedBy("io.gatehouse.http")
            .layer("server")
            .definedBy("io.gatehouse.server")
            .layer("upstream")
            .definedBy("io.gatehouse.upstream..")
            .layer("gateway")
            .definedBy("io.gatehouse.gateway")
            .layer("doors")
            .definedBy("io.gatehouse.doors..")
            .layer("app")
            .definedBy("io.gatehouse.app")
            .whereLayer("app")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("doors")
            .mayOnlyBeAccessedByLayers("app")
            .whereLayer("gateway")
            .mayOnlyBeAccessedByLayers("doors", "app")
            .whereLayer("upstream")
            .mayOnlyBeAccessedByLayers("gateway", "doors", "app")
            .whereLayer("server")
            .mayOnlyBeAccessedByLayers("upstream", "gateway", "doors", "app");

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
    static final ArchRule HTTP_KNOWS_NO_PROTOCOL = noClasses()
            .that()
            .resideInAPackage("io.gatehouse.http")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.gatehouse.protocol");

    @ArchTest
    static final ArchRule ONLY_HTTP_KNOWS_THE_ENGINE = noClasses()
            .that()
            .resideOutsideOfPackage("io.gatehouse.http")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.netty..");

    @ArchTest
    static final ArchRule UPSTREAM_KNOWS_NO_DOORS = noClasses()
            .that()
            .resideInAnyPackage("io.gatehouse.upstream", "io.gatehouse.gateway")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.gatehouse.doors..", "io.gatehouse.app..");

    /// It plays the provider, so it must not share the door's mistakes.
    @ArchTest
    static final ArchRule THE_SCRIPTED_MODEL_STANDS_ALONE = noClasses()
            .that()
            .resideInAPackage("io.gatehouse.doors.messages.scripted")
            .should()
            .dependOnClassesThat(resideInAPackage("io.gatehouse..")
                    .and(DescribedPredicate.not(
                            resideInAnyPackage("io.gatehouse.http", "io.gatehouse.doors.messages.scripted"))));

    @ArchTest
    static final ArchRule NO_DOOR_KNOWS_THE_SCRIPTED_MODEL = noClasses()
            .that()
            .resideInAPackage("io.gatehouse.doors..")
            .and()
            .resideOutsideOfPackage("io.gatehouse.doors.messages.scripted")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.gatehouse.doors.messages.scripted");

    @ArchTest
    static final ArchRule THE_MESSAGES_DOOR_IS_LAYERED = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("api")
            .definedBy("io.gatehouse.doors.messages.api")
            .layer("providers")
            .definedBy("io.gatehouse.doors.messages.providers")
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
            .mayOnlyBeAccessedByLayers("sources", "loop", "door")
            .whereLayer("providers")
            .mayOnlyBeAccessedByLayers("loop", "door");

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
                    "io.gatehouse.upstream..",
                    "java.net.http..",
                    "java.nio.file..");

    /// There is no side entrance: whatever wants something of a server goes through the pipeline.
    @ArchTest
    static final ArchRule ONLY_THE_PIPELINE_SENDS = noClasses()
            .that()
            .haveNameNotMatching("io\\.gatehouse\\.(gateway\\.RunningCall|upstream\\..*)")
            .should()
            .callMethodWhere(target(owner(assignableTo(Upstream.class))).and(target(name("request"))));

    @ArchTest
    static final ArchRule NOTHING_PRINTS_BUT_THE_COMMAND_LINE = noClasses()
            .that()
            .resideOutsideOfPackages("io.gatehouse.app", "io.gatehouse.fixtures", "io.gatehouse.bench")
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
                    "io.gatehouse.server",
                    "io.gatehouse.upstream",
                    "io.gatehouse.upstream.repair",
                    "io.gatehouse.gateway",
                    "io.gatehouse.doors.mcp",
                    "io.gatehouse.doors.messages",
                    "io.gatehouse.doors.messages.api",
                    "io.gatehouse.doors.messages.loop",
                    "io.gatehouse.doors.messages.providers",
                    "io.gatehouse.doors.messages.scripted",
                    "io.gatehouse.doors.messages.sources",
                    "io.gatehouse.doors.messages.translation",
                    "io.gatehouse.app",
                    "io.gatehouse.fixtures",
                    "io.gatehouse.bench");
}
