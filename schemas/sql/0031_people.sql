-- Who agrees sees what he agrees to, which other request is about the same, and why somebody has refused.
ALTER TABLE approvals
    ADD COLUMN subject     VARCHAR(200) NOT NULL DEFAULT '' AFTER why,   -- what it is about, as a path: 'books 20260803/parked message …'; '': nothing else can be about it
    ADD COLUMN shown       TEXT         NOT NULL DEFAULT ('{}') AFTER subject,  -- JSON: what he must see besides `what`; may be another text the next time
    ADD COLUMN decided_why VARCHAR(200) NOT NULL DEFAULT '' AFTER decided_by_token,
    ADD CONSTRAINT shown_json CHECK (JSON_VALID(shown));

-- Under which id a person has sent it: of who has no account the notice's own id is made of a hash.
ALTER TABLE notices
    ADD COLUMN broadcast VARCHAR(34) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',  -- '': by no person
    ADD KEY by_broadcast (broadcast);
