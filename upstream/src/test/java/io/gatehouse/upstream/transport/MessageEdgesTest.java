package io.gatehouse.upstream.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is known of a message that was too large to be read.
class MessageEdgesTest {
    private static MessageEdges edges(String message) {
        int middle = message.indexOf('…');
        return new MessageEdges(message.substring(0, middle), message.substring(middle + 1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{…}} | 7",
                "{ \"id\" : \"7\" , \"jsonrpc\" : \"2.0\", \"result\":{…}} | 7",
                "{\"result\":{\"method\":\"x\",…},\"id\":7} | 7",
                "{\"jsonrpc\":\"2.0\",\"result\":{…}, \"id\":7, \"jsonrpc\":\"2.0\"} | 7",
                "{\"result\":{…}} | "
            })
    void anAnswerShowsItsIdAtOneEdge(String message, String id) {
        assertThat(edges(message).asksOrTells()).isFalse();
        assertThat(edges(message).id()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"roots/list\",\"params\":{…}}",
                "{\"method\":\"notifications/message\",\"params\":{…},\"jsonrpc\":\"2.0\"}",
                " { \"id\" : \"q\" , \"method\" : \"roots/list\",…}",
                "{\"params\":{…},\"method\":\"roots/list\",\"id\":7,\"jsonrpc\":\"2.0\"}",
                "{\"id\":7,\"params\":{…},\"method\":\"roots/list\"}"
            })
    void aQuestionIsNoAnswerWhateverItsId(String message) {
        assertThat(edges(message).asksOrTells()).isTrue();
    }
}
