-- Work that one node does for all. `beat` grows while its holder lives; nobody compares clocks.
CREATE TABLE lease (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    beat BIGINT NOT NULL
);
