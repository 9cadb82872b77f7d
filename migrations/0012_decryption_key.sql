-- Private keys that others encrypt to, sealed. Public halves come from them.
CREATE TABLE decryption_key (
    kid TEXT PRIMARY KEY,
    sealed_private TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
