-- Times are milliseconds since 1970 in UTC. Lists have an entry a line.

CREATE TABLE caller_keys (
    id TEXT NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL,
    name TEXT NOT NULL,
    roles TEXT NOT NULL,
    scopes TEXT NOT NULL,
    addresses TEXT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT,
    last_use BIGINT,
    revoked BIGINT,
    version BIGINT NOT NULL
);

CREATE UNIQUE INDEX caller_keys_name ON caller_keys (tenant, name) WHERE revoked IS NULL;

CREATE INDEX caller_keys_version ON caller_keys (version);

-- The digests of a key's secrets. One has no end; those before it were rotated.
CREATE TABLE caller_key_secrets (
    digest TEXT NOT NULL PRIMARY KEY,
    key_id TEXT NOT NULL REFERENCES caller_keys (id),
    valid_until BIGINT
);

CREATE INDEX caller_key_secrets_key ON caller_key_secrets (key_id);

-- How often something was changed. Who changes it holds the row until the end of the transaction, so that changes
-- become visible in the order of their versions.
CREATE TABLE versions (
    name TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL
);

INSERT INTO versions (name, version) VALUES ('caller_keys', 0);
