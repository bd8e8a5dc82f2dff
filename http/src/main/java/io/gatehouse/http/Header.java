package io.gatehouse.http;

/// One header field as it is written.
///
/// @param name a token of RFC 9110; case does not matter
/// @param value the value without CR, LF or NUL
/// @throws IllegalArgumentException if the name is no token or the value holds a control character that could end it
public record Header(String name, String value) {

    public Header {
        HeaderRules.check(name, value);
    }
}
