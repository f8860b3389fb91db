-- Who acts, and for what it takes two. Times: microseconds since the Unix epoch, of the program that wrote the row.

-- A name is a claim; the process' own OS user and host are not. `was` and `became`: small JSON, without personal data.
ALTER TABLE audit
    ADD COLUMN os_user  VARCHAR(64)  NOT NULL DEFAULT '' AFTER who,      -- '': written before these columns were
    ADD COLUMN host     VARCHAR(255) NOT NULL DEFAULT '' AFTER os_user,
    ADD COLUMN by_token BOOLEAN      NOT NULL DEFAULT 0  AFTER host,     -- 1: `who` is proven by the token of an operator
    ADD COLUMN was      TEXT         NULL,
    ADD COLUMN became   TEXT         NULL,
    ADD CONSTRAINT audit_json CHECK (COALESCE(JSON_VALID(was), 1) AND COALESCE(JSON_VALID(became), 1));

-- Who may act with a token. The token itself is nowhere.
CREATE TABLE operators (
    name           VARCHAR(40)  CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,  -- compared case-blind
    token_hash     BINARY(32)   NOT NULL,                                               -- SHA-256
    may_read_audit BOOLEAN      NOT NULL DEFAULT 0,
    email          VARCHAR(254) NOT NULL DEFAULT '',   -- told there of a broken glass
    mobile         VARCHAR(20)  CHARACTER SET ascii NOT NULL DEFAULT '',
    added_us       BIGINT       NOT NULL,
    added_by       VARCHAR(80)  NOT NULL,
    revoked_us     BIGINT       NOT NULL DEFAULT 0,    -- 0: not revoked
    revoked_by     VARCHAR(80)  NOT NULL DEFAULT '',
    PRIMARY KEY (name),
    UNIQUE KEY by_token (token_hash)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- What one person has asked for and another must approve. One act has at most one row that is open.
CREATE TABLE approvals (
    id              BIGINT       NOT NULL AUTO_INCREMENT,
    action          VARCHAR(80)  NOT NULL,
    what            TEXT         NOT NULL,             -- JSON: what would be done
    what_hash       BINARY(32)   NOT NULL,             -- SHA-256 of action and `what`
    why             VARCHAR(200) NOT NULL,
    asked_us        BIGINT       NOT NULL,
    asked_by        VARCHAR(80)  NOT NULL,
    asked_os_user   VARCHAR(64)  NOT NULL,
    asked_host      VARCHAR(255) NOT NULL,
    asked_by_token  BOOLEAN      NOT NULL,
    state           ENUM('waiting','approved','begun','done','refused','withdrawn') NOT NULL,
    alone           BOOLEAN      NOT NULL DEFAULT 0,   -- one person was enough: by configuration, or a broken glass
    decided_us      BIGINT       NOT NULL DEFAULT 0,
    decided_by      VARCHAR(80)  NOT NULL DEFAULT '',
    decided_os_user VARCHAR(64)  NOT NULL DEFAULT '',
    decided_host    VARCHAR(255) NOT NULL DEFAULT '',
    decided_by_token BOOLEAN     NOT NULL DEFAULT 0,
    done_us         BIGINT       NOT NULL DEFAULT 0,
    PRIMARY KEY (id),
    KEY by_what (what_hash, state),
    CONSTRAINT two_persons CHECK (alone OR state NOT IN ('approved','begun','done','refused')
                                  OR LOWER(TRIM(decided_by)) <> LOWER(TRIM(asked_by))),
    CONSTRAINT what_json CHECK (JSON_VALID(what))
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Acts for which two were wanted and one was there. Open until another has looked at it.
CREATE TABLE broken_glass (
    id             BIGINT       NOT NULL AUTO_INCREMENT,
    approval       BIGINT       NOT NULL,
    reason         VARCHAR(200) NOT NULL,
    broken_us      BIGINT       NOT NULL,
    broken_by      VARCHAR(80)  NOT NULL,
    broken_os_user VARCHAR(64)  NOT NULL,
    broken_host    VARCHAR(255) NOT NULL,
    told           INT          NOT NULL,              -- notices to operators
    countersigned_us BIGINT     NOT NULL DEFAULT 0,
    countersigned_by VARCHAR(80) NOT NULL DEFAULT '',
    remark         VARCHAR(200) NOT NULL DEFAULT '',   -- of who countersigned it
    PRIMARY KEY (id),
    KEY by_open (countersigned_us),
    CONSTRAINT another CHECK (countersigned_us = 0 OR LOWER(TRIM(countersigned_by)) <> LOWER(TRIM(broken_by)))
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- A mass exit's request is a row of `approvals`, which has that rule.
ALTER TABLE mass_exits
    DROP CONSTRAINT two_people,
    ADD COLUMN approval BIGINT NOT NULL DEFAULT 0,     -- 0: asked for before there were such rows
    MODIFY COLUMN state ENUM('waiting','approved','published','refused','withdrawn') NOT NULL;
