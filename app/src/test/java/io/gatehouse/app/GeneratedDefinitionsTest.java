package io.gatehouse.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.gatehouse.fixtures.RealJudge;
import io.gatehouse.fixtures.RealTools;
import io.gatehouse.protocol.ObjectView;
import io.gatehouse.protocol.Slice;
import io.gatehouse.upstream.repair.Definition;
import io.gatehouse.upstream.repair.EntryKind;
import io.gatehouse.upstream.repair.EntryRepair;
import io.gatehouse.upstream.repair.ResourceUris;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// Whatever a server lists: what the gateway makes of it is taken by every official SDK client, and what all of them
/// take already stays as it is.
@Tag("real")
class GeneratedDefinitionsTest {
    private static final int CASES = Integer.getInteger("definitions.cases", 150);
    private static final long SEED = Long.getLong("definitions.seed", 7);

    private static final Schema META = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));

    private static List<Case> cases;
    private static List<String> results;
    /// What each client says of what the gateway makes, and of what the server wrote.
    private static Map<RealJudge, Verdicts> verdicts;

    /// One definition and what became of it.
    private record Case(EntryKind kind, String json, Definition made) {}

    private record Verdicts(List<String> made, List<String> original, List<String> results) {}

    @BeforeAll
    static void judge() {
        assumeTrue(RealTools.ready(), "run fixtures/clients/install");
        cases = cases();
        OddResults odd = new OddResults(SEED);
        results = Stream.generate(odd::next).limit(CASES).toList();
        verdicts = RealJudge.all().parallelStream()
                .collect(Collectors.toConcurrentMap(Function.identity(), GeneratedDefinitionsTest::verdicts));
    }

    @Test
    void whatIsListedIsTakenByEveryClient() {
        List<String> refused = new ArrayList<>();
        verdicts.forEach((judge, said) -> {
            for (int at = 0; at < cases.size(); at++) {
                String verdict = said.made().get(at);
                if (!taken(verdict) && !readdressed(cases.get(at))) {
                    refused.add(judge + " " + verdict + "\n" + form(judge, cases.get(at)) + "\nfrom "
                            + cases.get(at).json());
                }
            }
        });
        assertThat(refused).isEmpty();
    }

    @Test
    void whatEveryClientTakesIsNotTouched() {
        List<String> touched = new ArrayList<>();
        for (int at = 0; at < cases.size(); at++) {
            int index = at;
            Case one = cases.get(at);
            boolean takenByAll = verdicts.values().stream()
                    .allMatch(said -> taken(said.original().get(index)));
            if (one.made().fixes().isEmpty()) {
                assertThat(one.made().modern().whole().text()).isEqualTo(one.json());
            } else if (takenByAll && takenByProviders(one)) {
                touched.add(one.made().fixes() + " " + one.json());
            }
        }
        assertThat(touched).isEmpty();
    }

    @Test
    void everyInputSchemaIsValidInTheDraftThatProvidersWant() {
        for (Case one : cases) {
            if (one.kind() == EntryKind.TOOL) {
                for (ObjectView form : List.of(one.made().modern(), one.made().legacy())) {
                    assertThat(problems(form.whole().text())).as(one.json()).isEmpty();
                }
            }
        }
    }

    @Test
    void resultsOfTheNewestRevisionAreTakenByOlderClients() {
        List<String> refused = new ArrayList<>();
        verdicts.forEach((judge, said) -> {
            for (int at = 0; at < said.results().size(); at++) {
                String line = results.get(at);
                assertThat(line).doesNotContain("resultType", "ttlMs").contains("\"x-own\":1.50}");
                if (!taken(said.results().get(at))) {
                    refused.add(judge + " " + said.results().get(at) + "\n" + line);
                }
            }
        });
        assertThat(refused).isEmpty();
    }

    @Test
    void whatWasMendedOnceNeedsNoMending() {
        for (Case one : cases) {
            ObjectView modern = one.made().modern();
            Definition again = EntryRepair.of(one.kind(), modern.whole(), true);
            assertThat(again).isNotNull();
            assertThat(again.modern().whole().text()).isEqualTo(modern.whole().text());
        }
    }

    private static List<Case> cases() {
        OddEntries entries = new OddEntries(SEED);
        List<Case> cases = new ArrayList<>();
        while (cases.size() < CASES) {
            EntryKind kind = cases.size() % 2 == 0 ? EntryKind.TOOL : EntryKind.values()[1 + cases.size() / 2 % 3];
            String json = entries.next(kind);
            Definition made = EntryRepair.of(kind, Slice.of(json), cases.size() % 4 < 2);
            if (made != null && made.modern().string(key(kind)) != null) {
                cases.add(new Case(kind, json, made));
            }
        }
        return cases;
    }

    private static Verdicts verdicts(RealJudge judge) {
        List<String> lines = new ArrayList<>();
        cases.forEach(one -> lines.add(line(one.kind(), form(judge, one))));
        cases.forEach(one -> lines.add(line(one.kind(), one.json())));
        int end = lines.size();
        if (!judge.modern()) {
            lines.addAll(results);
        }
        List<String> said = judge.judge(lines);
        return new Verdicts(
                said.subList(0, cases.size()), said.subList(cases.size(), end), said.subList(end, lines.size()));
    }

    private static String form(RealJudge judge, Case one) {
        return (judge.modern() ? one.made().modern() : one.made().legacy())
                .whole()
                .text();
    }

    private static boolean takenByProviders(Case one) {
        // The meta-schema leaves patterns to validators.
        return one.kind() != EntryKind.TOOL
                || problems(one.json()).isEmpty() && !one.json().contains("\"pattern\":\"(\"");
    }

    private static List<Error> problems(String tool) {
        return META.validate(JsonMapper.shared().readTree(tool).path("inputSchema"));
    }

    /// A call's output need not fit the schema; only the schema has to be one.
    private static boolean taken(String verdict) {
        return verdict.equals("ok") || verdict.contains("tructured content");
    }

    /// Gets another address in a toolset, which this test has none of.
    private static boolean readdressed(Case one) {
        return one.kind() == EntryKind.RESOURCE
                && !ResourceUris.acceptable(String.valueOf(one.made().modern().string("uri")));
    }

    private static String line(EntryKind kind, String json) {
        String tail = "],\"ttlMs\":0,\"cacheScope\":\"private\",\"resultType\":\"complete\"}";
        return switch (kind) {
            case TOOL ->
                "tools/call\t{\"tools\":[" + json + tail
                        + "\t{\"content\":[],\"structuredContent\":{\"a\":\"a\"},\"resultType\":\"complete\"}";
            case PROMPT -> "prompts/list\t{\"prompts\":[" + json + tail;
            case RESOURCE -> "resources/list\t{\"resources\":[" + json + tail;
            case TEMPLATE -> "resources/templates/list\t{\"resourceTemplates\":[" + json + tail;
        };
    }

    private static String key(EntryKind kind) {
        return switch (kind) {
            case TOOL, PROMPT -> "name";
            case RESOURCE -> "uri";
            case TEMPLATE -> "uriTemplate";
        };
    }
}
