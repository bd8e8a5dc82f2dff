package io.gatehouse.store;

class PostgresKeysTest extends KeysContract {
    @Override
    StoreSettings place() throws Exception {
        return StoreSettings.postgres(Postgres.database());
    }
}
