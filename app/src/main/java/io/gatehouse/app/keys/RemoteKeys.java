package io.gatehouse.app.keys;

import io.gatehouse.app.cli.AdminConnection;
import io.gatehouse.doors.admin.KeyJson;
import io.gatehouse.protocol.Json;
import io.gatehouse.store.KeyGrant;
import io.gatehouse.store.StoredKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// The keys that a gateway shows by its admin API.
///
/// @param gateway open
record RemoteKeys(AdminConnection gateway) implements KeyPlace {
    @Override
    public List<StoredKey> list(boolean all) {
        List<StoredKey> keys = new ArrayList<>();
        gateway.each("/keys?all=" + all, "keys", key -> {
            if (key.has("id")) {
                keys.add(KeyJson.read(key));
            }
        });
        return keys;
    }

    @Override
    public List<String> configured() {
        List<String> names = new ArrayList<>();
        gateway.each("/keys", "keys", key -> {
            if (!key.has("id")) {
                names.add(key.path("name").asString(""));
            }
        });
        return names;
    }

    @Override
    public Made make(KeyGrant grant) {
        Instant expires = grant.expires();
        return made(gateway.post(
                "/keys",
                "{\"name\":" + Json.quote(grant.name())
                        + ",\"tenant\":" + Json.quote(grant.tenant())
                        + ",\"roles\":" + array(grant.roles())
                        + ",\"scopes\":" + array(grant.scopes())
                        + ",\"addresses\":" + array(grant.addresses())
                        + ",\"expires\":" + (expires == null ? "null" : Json.quote(expires.toString())) + "}"));
    }

    @Override
    public Made rotate(StoredKey key, Duration keepOld) {
        return made(gateway.post(path(key, "/rotate"), "{\"keepOldSeconds\":" + keepOld.toSeconds() + "}"));
    }

    @Override
    public StoredKey revoke(StoredKey key) {
        return KeyJson.read(gateway.post(path(key, "/revoke"), ""));
    }

    private static String path(StoredKey key, String what) {
        return "/keys/" + AdminConnection.encoded(key.id()) + what;
    }

    private static Made made(JsonNode answer) {
        return new Made(KeyJson.read(answer), answer.path("key").asString(""));
    }

    private static String array(Collection<String> texts) {
        return texts.stream().map(Json::quote).collect(Collectors.joining(",", "[", "]"));
    }

    @Override
    public void close() {
        gateway.close();
    }
}
