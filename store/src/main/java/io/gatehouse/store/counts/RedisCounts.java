package io.gatehouse.store.counts;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.ClientSetInfoConfig;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.resps.ScanResult;

/// Counts in a server that speaks the protocol of Redis 7: each question is one script, which uses the server's clock.
/// All names are in one slot, so that a script may use several in a cluster too. The only class that opens its
/// connections, which is not loaded without such a server.
public final class RedisCounts implements SharedCounts {
    private static final String PREFIX = "{gatehouse}:";
    private static final int MOST_SUMS = 10_000;
    private static final int PAGE = 1_000;
    private static final int CONNECTIONS = 8;
    private static final RedisScript TAKE = RedisScript.named("take");
    private static final RedisScript TOUCH = RedisScript.named("touch");
    private static final RedisScript CHARGE = RedisScript.named("charge");
    private static final RedisScript PRESENT = RedisScript.named("present");

    private final RedisClient server;

    /// Connects with the first question.
    ///
    /// @param limit how long making a connection and each answer may take
    /// @throws IOException when the authorities cannot be read
    public RedisCounts(RedisPlace place, Duration limit) throws IOException {
        ConnectionPoolConfig pool = new ConnectionPoolConfig();
        pool.setMaxTotal(CONNECTIONS);
        pool.setMaxIdle(CONNECTIONS);
        pool.setMaxWait(limit);
        pool.setJmxEnabled(false);
        server = RedisClient.builder()
                .hostAndPort(place.host(), place.port())
                .clientConfig(configured(place, (int) limit.toMillis()))
                .poolConfig(pool)
                .build();
    }

    private static DefaultJedisClientConfig configured(RedisPlace place, int millis) throws IOException {
        DefaultJedisClientConfig.Builder config = DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(millis)
                .socketTimeoutMillis(millis)
                .user(place.user())
                .password(place.password())
                .database(place.database())
                .clientSetInfoConfig(ClientSetInfoConfig.DISABLED);
        RedisPlace.Tls tls = place.tls();
        if (tls != null) {
            SSLParameters parameters = new SSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            config.ssl(true).sslParameters(parameters);
            if (tls.authorities() != null) {
                try {
                    config.sslSocketFactory(Authorities.trusting(tls.authorities()));
                } catch (GeneralSecurityException unusable) {
                    throw new IOException("the file has no certificates that can be used", unusable);
                }
            }
        }
        return config.build();
    }

    private interface Work<T> {
        T done();
    }

    private static <T> T asked(Work<T> work) throws CountsAwayException {
        try {
            return work.done();
        } catch (JedisAccessControlException refused) {
            throw new CountsAwayException(
                    "The Redis server refuses the user or the password. Correct them in usage.shared.url.", refused);
        } catch (JedisConnectionException away) {
            throw new CountsAwayException(
                    "The Redis server cannot be reached. The gateway tries again every second.", away);
        } catch (JedisDataException refused) {
            throw new CountsAwayException("The Redis server reports: " + reported(refused), refused);
        } catch (JedisException other) {
            throw new CountsAwayException("The Redis server did not answer in time. Try again later.", other);
        }
    }

    /// The first word of an error is its kind, such as `READONLY`; the rest may have names of keys.
    private static String reported(JedisDataException refused) {
        String text = String.valueOf(refused.getMessage());
        int end = text.indexOf(' ');
        String kind = end < 0 ? text : text.substring(0, end);
        return kind.matches("[A-Z]{2,20}") ? kind + "." : "an error.";
    }

    private static String named(String kind, String name) {
        return PREFIX + kind + ":" + name;
    }

    @Override
    public List<TokenGrant> take(List<TokenAsk> asks) throws CountsAwayException {
        List<String> keys = new ArrayList<>(asks.size());
        List<String> arguments = new ArrayList<>(4 * asks.size());
        for (TokenAsk ask : asks) {
            Bucket bucket = ask.bucket();
            keys.add(named("bucket", bucket.name()));
            arguments.add(String.valueOf(bucket.calls()));
            arguments.add(String.valueOf(bucket.everyMicros()));
            arguments.add(String.valueOf(bucket.burst()));
            arguments.add(String.valueOf(ask.wanted()));
        }
        List<?> answer = (List<?>) asked(() -> TAKE.run(server, keys, arguments));
        List<TokenGrant> grants = new ArrayList<>(asks.size());
        for (int at = 0; at < answer.size(); at += 2) {
            grants.add(new TokenGrant((int) number(answer.get(at)), number(answer.get(at + 1))));
        }
        return grants;
    }

    @Override
    public long touch(ValuesAsk ask) throws CountsAwayException {
        List<String> arguments = new ArrayList<>(ask.values().size() + 2);
        arguments.add(String.valueOf(ask.most()));
        arguments.add(String.valueOf(ask.everyMicros()));
        arguments.addAll(ask.values());
        return number(asked(() -> TOUCH.run(server, List.of(named("values", ask.name())), arguments)));
    }

    @Override
    public @Nullable Sum charge(List<Charge> charges) throws CountsAwayException {
        List<String> keys = new ArrayList<>(charges.size());
        List<String> arguments = new ArrayList<>(3 * charges.size());
        for (Charge charge : charges) {
            keys.add(named("sum", charge.name()));
            arguments.add(String.valueOf(charge.amount()));
            arguments.add(String.valueOf(charge.most()));
            arguments.add(String.valueOf(charge.endsMillis()));
        }
        List<?> answer = (List<?>) asked(() -> CHARGE.run(server, keys, arguments));
        int refused = (int) number(answer.get(0));
        return refused == 0
                ? null
                : new Sum(charges.get(refused - 1).name(), Long.parseLong(String.valueOf(answer.get(1))));
    }

    @Override
    public List<Sum> sums(String prefix) throws CountsAwayException {
        String start = named("sum", prefix);
        ScanParams pattern = new ScanParams()
                .match(start.replaceAll("([\\[\\]*?\\\\^])", "\\\\$1") + "*")
                .count(PAGE);
        return asked(() -> {
            List<String> keys = new ArrayList<>();
            String cursor = ScanParams.SCAN_POINTER_START;
            do {
                ScanResult<String> page = server.scan(cursor, pattern);
                keys.addAll(page.getResult());
                cursor = page.getCursor();
            } while (!cursor.equals(ScanParams.SCAN_POINTER_START) && keys.size() < MOST_SUMS);
            List<Sum> sums = new ArrayList<>();
            for (String key : keys.stream().distinct().sorted().limit(MOST_SUMS).toList()) {
                String value = server.get(key);
                if (value != null) {
                    sums.add(new Sum(key.substring(named("sum", "").length()), Long.parseLong(value)));
                }
            }
            return sums;
        });
    }

    @Override
    public int present(String id, Duration life) throws CountsAwayException {
        List<String> arguments = List.of(id, String.valueOf(life.toMillis()));
        return (int) number(asked(() -> PRESENT.run(server, List.of(PREFIX + "gateways"), arguments)));
    }

    @Override
    public void absent(String id) throws CountsAwayException {
        present(id, Duration.ZERO);
    }

    private static long number(Object answer) {
        return (Long) answer;
    }

    @Override
    public void close() {
        server.close();
    }
}
