-- Groups of people, roles and further attributes of theirs.

CREATE TABLE user_group (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    roles TEXT NOT NULL,
    managed_by TEXT NOT NULL,
    version BIGINT NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE UNIQUE INDEX ix_user_group_name ON user_group (name);

CREATE TABLE group_member (
    group_id TEXT NOT NULL REFERENCES user_group (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES user_account (id) ON DELETE CASCADE,
    PRIMARY KEY (group_id, user_id)
);
CREATE INDEX ix_group_member_user ON group_member (user_id);

-- roles: given to the person directly. group_names, group_roles: what the memberships say, written in the transaction that
-- changes them, so that a token needs no second read.
ALTER TABLE user_account ADD COLUMN roles TEXT NOT NULL DEFAULT '[]';
ALTER TABLE user_account ADD COLUMN attributes TEXT NOT NULL DEFAULT '{}';
ALTER TABLE user_account ADD COLUMN group_names TEXT NOT NULL DEFAULT '[]';
ALTER TABLE user_account ADD COLUMN group_roles TEXT NOT NULL DEFAULT '[]';
