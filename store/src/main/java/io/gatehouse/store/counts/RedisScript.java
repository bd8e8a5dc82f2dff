package io.gatehouse.store.counts;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisNoScriptException;

/// A script that the server runs at once and alone. It is sent whole only when the server does not know it.
///
/// @param digest by which the server knows it
record RedisScript(String text, String digest) {
    /// The script of this name.
    static RedisScript named(String name) {
        try (InputStream file =
                Objects.requireNonNull(RedisScript.class.getResourceAsStream(name + ".lua"), "the script is missing")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return new RedisScript(text, HexFormat.of().formatHex(digest));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-1", impossible);
        }
    }

    Object run(UnifiedJedis server, List<String> keys, List<String> arguments) {
        try {
            return server.evalsha(digest, keys, arguments);
        } catch (JedisNoScriptException unknown) {
            return server.eval(text, keys, arguments);
        }
    }
}
