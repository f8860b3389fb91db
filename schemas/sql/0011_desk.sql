-- What was asked, what two sides agree on, and ids that were used twice. Times: microseconds since the Unix epoch.

-- Of an exit: what was asked of the position, before it was rounded to lots. `asked` less `done` is left; the reason says why.
ALTER TABLE command_rows ADD COLUMN asked BIGINT NOT NULL DEFAULT 0 AFTER exchange_order_id;

-- Commands that came under an id which stands for another instruction: nothing was done. `field`: the first in which they differ.
CREATE TABLE command_conflicts (
    id       VARCHAR(64) NOT NULL,
    digest   BINARY(16)  NOT NULL,  -- MD5 of the command without the times at which it was asked for
    account  VARCHAR(16) NOT NULL,
    field    VARCHAR(32) NOT NULL,
    body     TEXT        NOT NULL,  -- JSON: the fields of docs/commands.md
    seen     INT UNSIGNED NOT NULL DEFAULT 1,
    first_us BIGINT      NOT NULL,
    last_us  BIGINT      NOT NULL,
    PRIMARY KEY (id, digest)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;

-- Whose a parked event is, as far as its body says it, so that the square-off finds what contradicts an account's books. Any
-- body may be parked: what is no JSON, or names no account, has none. Whoever writes the row does not name this column.
ALTER TABLE parked
    ADD COLUMN account VARCHAR(16) CHARACTER SET latin1 COLLATE latin1_bin
        AS (LEFT(JSON_VALUE(CONVERT(body USING latin1), '$.account'), 16)) STORED,
    ADD KEY by_account (account, day);

-- Redriven events that say something else than what was parked: other quantity, side, instrument or account. The books are
-- with them, and one person alone has said so; a position that rests on one is held back by as much.
CREATE TABLE edited_events (
    digest  BINARY(16)   NOT NULL,  -- of the parked row
    attempt INT UNSIGNED NOT NULL,
    account VARCHAR(16)  NOT NULL,
    day     INT UNSIGNED NOT NULL,
    body    LONGBLOB     NOT NULL,  -- as it was sent
    by_whom VARCHAR(80)  NOT NULL,
    at_us   BIGINT       NOT NULL,
    PRIMARY KEY (digest, attempt),
    KEY by_account (account, day)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- By account, whichever partition.
ALTER TABLE differences ADD KEY by_account (account, day);
