-- What the reconciler knows. Times: microseconds since the Unix epoch.

-- Rows that the live books have otherwise than the journal, as two comparisons one after the other have found. Emptied when they
-- are equal again. At most some hundred of a partition: the metric tells how many there are.
CREATE TABLE differences (
    part     SMALLINT UNSIGNED NOT NULL,
    day      INT UNSIGNED      NOT NULL,
    account  VARCHAR(16)       NOT NULL,
    book     ENUM('positions','orders','trades','trades_ended') NOT NULL,  -- trades_ended: how a trade was corrected or busted
    kind     ENUM('altered','missing','extra') NOT NULL,                   -- missing: the live books have no such row
    key_hash BIGINT UNSIGNED   NOT NULL,
    row_key  VARCHAR(160)      NOT NULL,  -- key columns with bars between them; '' of a missing row
    since_us BIGINT            NOT NULL,
    PRIMARY KEY (part, day, account, book, key_hash)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;

-- Where each day begins in the stream `journal`: a reconciler that starts anew need not read the days before it.
CREATE TABLE journal_days (
    day          INT UNSIGNED NOT NULL,
    first_offset BIGINT       NOT NULL,
    PRIMARY KEY (day)
) ENGINE=InnoDB;
