package io.gatehouse.store;

class PostgresRevocationsTest extends RevocationsContract {
    @Override
    StoreSettings place() throws Exception {
        return StoreSettings.postgres(Postgres.database());
    }
}
