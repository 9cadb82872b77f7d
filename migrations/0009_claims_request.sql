-- Claims that were asked for one by one (OpenID Connect Core 5.5): with the grant as JSON, or nothing where none were; and
-- what of them was consented to, by name, separated by spaces.
ALTER TABLE token_grant ADD COLUMN claims TEXT NOT NULL DEFAULT '';
ALTER TABLE consent ADD COLUMN claims TEXT NOT NULL DEFAULT '';
