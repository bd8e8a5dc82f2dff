package io.gatehouse.app.schema;

import io.gatehouse.app.config.KeyMaker;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Hashes of words that anybody would try as a key: those of examples, and passwords that come with programs.
final class WellKnownKeys {
    private static final Set<String> HASHES = Stream.of(
                    "",
                    "test",
                    "testing",
                    "test-key",
                    "foo",
                    "bar",
                    "baz",
                    "password",
                    "passwd",
                    "pass",
                    "secret",
                    "my-secret",
                    "mysecret",
                    "changeme",
                    "change-me",
                    "change_me",
                    "admin",
                    "root",
                    "user",
                    "key",
                    "my-key",
                    "mykey",
                    "api-key",
                    "apikey",
                    "api_key",
                    "your-key",
                    "your-api-key",
                    "token",
                    "my-token",
                    "bearer",
                    "example",
                    "sample",
                    "demo",
                    "default",
                    "dummy",
                    "none",
                    "null",
                    "undefined",
                    "hello",
                    "hello world",
                    "gatehouse",
                    "letmein",
                    "welcome",
                    "qwerty",
                    "abc",
                    "abc123",
                    "a",
                    "x",
                    "0",
                    "1",
                    "123",
                    "1234",
                    "12345",
                    "123456",
                    "12345678",
                    "123456789",
                    "1234567890",
                    "sk-1234",
                    "${KEY}")
            .flatMap(word -> Stream.of(word, word.toUpperCase(Locale.ROOT)))
            .map(KeyMaker::hash)
            .collect(Collectors.toUnmodifiableSet());

    private WellKnownKeys() {}

    /// Whether a hash is that of such a word, or of the key's own name.
    ///
    /// @param hash 64 hexadecimal digits of either case
    static boolean has(String hash, String name) {
        String lower = hash.toLowerCase(Locale.ROOT);
        return HASHES.contains(lower) || lower.equals(KeyMaker.hash(name));
    }
}
