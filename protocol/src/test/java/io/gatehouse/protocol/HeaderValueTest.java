package io.gatehouse.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The examples of the specification (2026-07-28, value encoding), and what lies around them.
class HeaderValueTest {
    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "us-west1,us-west1",
                "two words,two words",
                "Hello 世界,=?base64?SGVsbG8g5LiW55WM?=",
                " padded ,=?base64?IHBhZGRlZCA=?=",
                "'line1\nline2',=?base64?bGluZTEKbGluZTI=?=",
                "'a\tb',=?base64?YQli?=",
                "=?base64?literal?=,=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?=",
                "=?base64?=,=?base64?PT9iYXNlNjQ/PQ==?=",
                "=?BASE64?YQ==?=,=?BASE64?YQ==?=",
                "=?base64?open,=?base64?open",
                "'',=?base64??=",
                "\u007f,=?base64?fw==?=",
                "🚪,=?base64?8J+aqg==?="
            })
    void isPlainWhereItCanBeAndComesBack(String text, String header) {
        assertThat(HeaderValue.encode(text)).isEqualTo(header);
        assertThat(HeaderValue.decode(header)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource(
            ignoreLeadingAndTrailingWhitespace = false,
            value = {" eu ,eu", "'a\tb','a\tb'", "'',''", " =?base64?ZXU=?= ,eu", "=?base64?=,=?base64?="})
    void isReadLeniently(String header, String text) {
        assertThat(HeaderValue.decode(header)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "größe",
                "a\u0000b",
                "a\nb",
                "\u007f",
                "=?base64?ZXU?=",
                "=?base64?####?=",
                "=?base64?Z XU?=",
                "=?base64?/w==?=",
                "=?base64?7aCA?=",
                "=?base64?wIA=?="
            })
    void whatNoClientMaySendIsRefused(String header) {
        assertThat(HeaderValue.decode(header)).isNull();
    }
}
