package io.gatehouse.doors.messages.translation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.doors.messages.api.Trees;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

/// Schemas of servers as providers take them.
class AcceptableSchemaTest {
    private static final String ONE_OF = "The arguments must match exactly one of these JSON schemas as well:\n";
    private static final String ANY_OF = "The arguments must match at least one of these JSON schemas as well:\n";

    static Stream<Arguments> schemas() {
        return Stream.of(
                Arguments.of("nothing", "{}", "{'type':'object'}", ""),
                Arguments.of(
                        "a type among others",
                        "{'type':['object','null'],'properties':{'a':{}}}",
                        "{'type':'object','properties':{'a':{}}}",
                        ""),
                Arguments.of(
                        "empty lists for objects, as PHP writes them",
                        "{'type':'object','properties':[],'$defs':[],'required':{}}",
                        "{'type':'object','properties':{},'$defs':{}}",
                        ""),
                Arguments.of(
                        "what older drafts spell differently",
                        "{'type':'object','properties':{'items':{'type':'array','items':[{'type':'any'},{}],'additionalItems':false},"
                                + "'n':{'anyOf':[{'minimum':1,'exclusiveMinimum':true,'maximum':9,'exclusiveMaximum':false}],'required':true}}}",
                        "{'type':'object','properties':{'items':{'type':'array','prefixItems':[{},{}],'items':false},"
                                + "'n':{'anyOf':[{'maximum':9,'exclusiveMinimum':1}]}},'required':['n']}",
                        ""),
                Arguments.of(
                        "a dialect that providers do not know",
                        "{'$schema':'http://example.com/none','type':'object'}",
                        "{'type':'object'}",
                        ""),
                Arguments.of(
                        "names of arguments that are not legal",
                        "{'type':'object','properties':{'$filter':{},'_filter':{},'a.b-c':{},'':{},'" + "x".repeat(65)
                                + "':{}},'required':['$filter','a.b-c']}",
                        "{'type':'object','properties':{'_filter_2':{},'_filter':{},'a.b-c':{},'_':{},'"
                                + "x".repeat(60) + "':{}},'required':['_filter_2','a.b-c']}",
                        "The argument `_filter_2` is what the tool calls `$filter`. The argument `_` is what the tool"
                                + " calls ``. The argument `" + "x".repeat(60) + "` is what the tool calls `"
                                + "x".repeat(65) + "`."),
                Arguments.of(
                        "alternatives by what they need",
                        "{'type':'object','properties':{'a':{},'b':{}},'anyOf':[{'required':['a']},{'required':['b']}]}",
                        "{'type':'object','properties':{'a':{},'b':{}}}",
                        ANY_OF + "1. {'required':['a']}\n2. {'required':['b']}"),
                Arguments.of(
                        "alternatives by a fixed value",
                        "{'oneOf':[{'type':'object','properties':{'kind':{'const':'x'},'a':{'type':'string'}},'required':['kind','a']},"
                                + "{'type':'object','properties':{'kind':{'const':'y'},'b':{'type':'number'}},'required':['kind']}]}",
                        "{'type':'object','properties':{'kind':{'anyOf':[{'const':'x'},{'const':'y'}]},'a':{'type':'string'},'b':{'type':'number'}},'required':['kind']}",
                        ONE_OF
                                + "1. {'type':'object','properties':{'kind':{'const':'x'},'a':{'type':'string'}},'required':['kind','a']}\n"
                                + "2. {'type':'object','properties':{'kind':{'const':'y'},'b':{'type':'number'}},'required':['kind']}"),
                Arguments.of(
                        "alternatives that narrow what all have",
                        "{'type':'object','properties':{'k':{'type':'string'},'o':{'type':'string'}},'anyOf':[{'properties':{'k':{'const':'x'},'o':{'const':1}}},{'properties':{'k':{'const':'y'}}}]}",
                        "{'type':'object','properties':{'k':{'allOf':[{'type':'string'},{'anyOf':[{'const':'x'},{'const':'y'}]}]},'o':{'type':'string'}}}",
                        ANY_OF
                                + "1. {'properties':{'k':{'const':'x'},'o':{'const':1}}}\n2. {'properties':{'k':{'const':'y'}}}"),
                Arguments.of(
                        "an alternative that is no object",
                        "{'anyOf':[{'type':'null'},{'type':'object','properties':{'a':{}},'required':['a']}]}",
                        "{'type':'object','properties':{'a':{}}}",
                        ANY_OF + "1. {'type':'null'}\n2. {'type':'object','properties':{'a':{}},'required':['a']}"),
                Arguments.of(
                        "parts that all hold",
                        "{'title':'t','allOf':[{'properties':{'a':{'type':'string'}},'required':['a']},{'properties':{'a':{'minLength':1},'b':{}},'required':['b','a'],'minProperties':2}]}",
                        "{'type':'object','title':'t','properties':{'a':{'allOf':[{'type':'string'},{'minLength':1}]},'b':{}},'required':['a','b'],'minProperties':2}",
                        ""),
                Arguments.of(
                        "parts that contradict in what cannot be merged",
                        "{'type':'object','minProperties':1,'allOf':[{'minProperties':3}]}",
                        "{'type':'object','minProperties':1}",
                        "The arguments must also match this JSON schema: {'minProperties':3}"),
                Arguments.of(
                        "a reference",
                        "{'$ref':'#/$defs/A','$defs':{'A':{'type':'object','properties':{'a':{'$ref':'#/$defs/B'}},'required':['a']},'B':{'type':'string'}}}",
                        "{'type':'object','$defs':{'A':{'type':'object','properties':{'a':{'$ref':'#/$defs/B'}},'required':['a']},'B':{'type':'string'}},'properties':{'a':{'$ref':'#/$defs/B'}},'required':['a']}",
                        ""),
                Arguments.of(
                        "alternatives within parts",
                        "{'allOf':[{'anyOf':[{'properties':{'a':{}}},{'properties':{'b':{}}}]}]}",
                        "{'type':'object','properties':{'a':{},'b':{}}}",
                        ANY_OF + "1. {'properties':{'a':{}}}\n2. {'properties':{'b':{}}}"),
                Arguments.of(
                        "what needs no look",
                        "{'allOf':[true,7],'anyOf':'x','oneOf':[],'$ref':'#','type':'string'}",
                        "{'type':'object'}",
                        ""));
    }

    /// Providers refuse a request for one reference that leads nowhere.
    @Test
    void whatReferencesPointAtStaysThere() {
        ObjectNode alternatives = Mcp.object("{'anyOf':[{'properties':{'a':{'type':'string'}}},"
                + "{'properties':{'b':{'$ref':'#/anyOf/0/properties/a'},'c':{'$ref':'#/$defs/c'}}}],'$defs':{'c':{}}}");
        assertThat(Mcp.plain(AcceptableSchema.of(alternatives).schema()))
                .isEqualTo(
                        Mcp.plain(
                                Mcp.object(
                                        "{'type':'object','$defs':{'c':{},'moved_1':{'type':'string'}},"
                                                + "'properties':{'a':{'type':'string'},'b':{'$ref':'#/$defs/moved_1'},'c':{'$ref':'#/$defs/c'}}}")));
        ObjectNode renamed = Mcp.object("{'type':'object','properties':{'$filter':{'type':'string'},"
                + "'x':{'$ref':'#/properties/$filter'},'y':{'$ref':'#'}},'required':['$filter']}");
        assertThat(Mcp.plain(AcceptableSchema.of(renamed).schema()))
                .isEqualTo(Mcp.plain(Mcp.object("{'type':'object','properties':{'_filter':{'type':'string'},"
                        + "'x':{'$ref':'#/$defs/moved_1'},'y':{'$ref':'#/$defs/moved_2'}},'required':['_filter'],"
                        + "'$defs':{'moved_1':{'type':'string'},'moved_2':{'type':'object','properties':{"
                        + "'$filter':{'type':'string'},'x':{'$ref':'#/$defs/moved_1'},'y':{'$ref':'#/$defs/moved_2'}},"
                        + "'required':['$filter']}}}")));
    }

    @Test
    void argumentsWithOtherNamesKeepTheirConditions() {
        ObjectNode schema = Mcp.object("{'type':'object','properties':{'@id':{},'b':{}},"
                + "'dependentRequired':{'@id':['b'],'b':['@id']},'if':{'properties':{'@id':{'const':1}},'required':['@id']},"
                + "'then':{'not':{'required':['@id']}},'else':{'anyOf':[{'required':['@id']}]}}");
        assertThat(Mcp.plain(AcceptableSchema.of(schema).schema()))
                .isEqualTo(Mcp.plain(schema).replace("@id", "_id"));
    }

    @Test
    @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void manyArgumentsMayHaveNamesThatBecomeTheSame() {
        ObjectNode schema = Trees.object().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        for (int at = 0; at < 20_000; at++) {
            properties.putObject("\u4e00" + (char) (0x4e00 + at));
        }
        ArgumentNames names = AcceptableSchema.of(schema).names();
        assertThat(names.own()).hasSize(20_000).containsKeys("__", "___2", "___20000");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("schemas")
    void makes(String name, String original, String schema, String note) {
        ObjectNode given = Mcp.object(original);
        AcceptableSchema made = AcceptableSchema.of(given);
        assertThat(Mcp.plain(made.schema())).isEqualTo(schema);
        assertThat(made.note().replace('"', '\'')).isEqualTo(note);
        assertThat(Mcp.plain(given)).isEqualTo(original);
    }

    @Test
    void leavesAloneWhatIsAcceptable() {
        ObjectNode schema = Mcp.object("{'type':'object','properties':{'items':{'items':{'enum':[{'items':[]}]},"
                + "'anyOf':[{'type':'string'},true]}},'required':['items'],'x':1}");
        assertThat(AcceptableSchema.of(schema).schema()).isSameAs(schema);
    }

    @Test
    void givesTheServerTheNamesOfItsArguments() {
        ArgumentNames names = AcceptableSchema.of(
                        Mcp.object("{'type':'object','properties':{'$top':{},'a':{},'x[0]':{}}}"))
                .names();
        assertThat(Mcp.plain(names.arguments(Mcp.object("{'x_0_':[{'$top':1}],'a':1,'_top':2,'other':3}"))))
                .isEqualTo("{'x[0]':[{'$top':1}],'a':1,'$top':2,'other':3}");
        ObjectNode input = Mcp.object("{'_top':1}");
        assertThat(ArgumentNames.SAME.arguments(input)).isSameAs(input);
    }

    @Test
    void endsWithReferencesInACircle() {
        ObjectNode schema = Mcp.object("{'$ref':'#/$defs/A','$defs':{'A':{'properties':{'a':{}},'allOf':[{'$ref':"
                + "'#/$defs/A'},{'$ref':'#/$defs/A'}],'anyOf':[{'$ref':'#/$defs/A'}]}}}");
        assertThat(Mcp.plain(AcceptableSchema.of(schema).schema().path("properties")))
                .isEqualTo("{'a':{}}");
    }

    @Test
    void tellsManyLargeAlternativesInBrief() {
        String options = IntStream.range(0, 60)
                .mapToObj(at -> "{'title':'T" + at + "','properties':{'kind':{'const':'k" + at
                        + "'},'p':{'description':'" + "x".repeat(200) + "'}},'required':['kind']}")
                .collect(Collectors.joining(","));
        String note =
                AcceptableSchema.of(Mcp.object("{'oneOf':[" + options + "]}")).note();
        assertThat(note)
                .contains("1. {\"title\":\"T0\",\"required\":[\"kind\"],\"properties\":{\"kind\":{\"const\":\"k0\"}}}");
        assertThat(note.length()).isLessThan(5000);
    }
}
