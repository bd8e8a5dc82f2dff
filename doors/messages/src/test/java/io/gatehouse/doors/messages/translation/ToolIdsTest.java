package io.gatehouse.doors.messages.translation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.seal.ReplicaId;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Ids of calls, there and back.
class ToolIdsTest {
    @ParameterizedTest
    @CsvSource({
        "toolu_01AbC, mcptoolu_01AbC",
        "toolu_bdrk_01AbC, mcptoolu_bdrk_01AbC",
        "call_9-x, mcptoolu_id-call_9-x",
        "mcptoolu_x, mcptoolu_id-mcptoolu_x",
        "toolu_, mcptoolu_id-toolu_",
        "toolu_id-x, mcptoolu_id-toolu_id-x",
        "toolu_hex-61, mcptoolu_id-toolu_hex-61",
        "a|b, mcptoolu_hex-617c62",
        "toolu_at-1-x, mcptoolu_id-toolu_at-1-x"
    })
    void mapBothWays(String provider, String client) {
        assertThat(ToolIds.client(provider)).isEqualTo(client);
        assertThat(ToolIds.provider(client)).isEqualTo(provider);
        assertThat(ToolIds.keeper(client)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"toolu_01AbC", "call_9-x", "toolu_at-1-x", "a|b", "toolu_"})
    void mayNameTheReplicaThatMadeTheCall(String provider) {
        ReplicaId replica = ReplicaId.random();
        String client = ToolIds.client(provider, replica);
        assertThat(client).startsWith("mcptoolu_at-" + replica + "-").matches("^[a-zA-Z0-9_-]+$");
        assertThat(ToolIds.provider(client)).isEqualTo(provider);
        assertThat(ToolIds.keeper(client)).isEqualTo(replica);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "call_1",
                "toolu_1",
                "mcptoolu_",
                "srvtoolu_1",
                "x",
                "mcptoolu_hex-6",
                "mcptoolu_id-",
                "mcptoolu_at-",
                "mcptoolu_at-1",
                "mcptoolu_at-1-",
                "mcptoolu_at--x"
            })
    void ofOtherServicesBecomeLegal(String client) {
        assertThat(ToolIds.provider(client)).matches("^toolu_[a-zA-Z0-9_-]+$");
    }

    @Test
    void neverMeet() {
        Random random = new Random(3);
        String alphabet = "abtoluhexid-_0129|é";
        Set<String> providers = new HashSet<>();
        Set<String> clients = new HashSet<>();
        for (int round = 0; round < 5000; round++) {
            StringBuilder id = new StringBuilder(random.nextBoolean() ? "toolu_" : "");
            for (int at = random.nextInt(6); at >= 0; at--) {
                id.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String client = ToolIds.client(id.toString());
            assertThat(client).matches("^[a-zA-Z0-9_-]+$");
            assertThat(ToolIds.provider(client)).isEqualTo(id.toString());
            providers.add(id.toString());
            clients.add(client);
        }
        assertThat(clients).hasSameSizeAs(providers);
    }
}
