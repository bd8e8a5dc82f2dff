-- Tokens of the gateway that were revoked before their end. Times are milliseconds since 1970 in UTC.

CREATE TABLE revoked_tokens (
    id TEXT NOT NULL PRIMARY KEY,
    ends BIGINT NOT NULL,
    version BIGINT NOT NULL
);

CREATE INDEX revoked_tokens_version ON revoked_tokens (version);

CREATE INDEX revoked_tokens_ends ON revoked_tokens (ends);

INSERT INTO versions (name, version) VALUES ('revoked_tokens', 0);

-- For whom a key may act, a pattern a line; and what it says of its caller, a claim a line, as `name=value`.
ALTER TABLE caller_keys ADD COLUMN act_for TEXT NOT NULL DEFAULT '';
ALTER TABLE caller_keys ADD COLUMN claims TEXT NOT NULL DEFAULT '';
