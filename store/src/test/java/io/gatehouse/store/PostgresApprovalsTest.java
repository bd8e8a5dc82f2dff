package io.gatehouse.store;

class PostgresApprovalsTest extends ApprovalsContract {
    @Override
    StoreSettings place() throws Exception {
        return StoreSettings.postgres(Postgres.database());
    }
}
