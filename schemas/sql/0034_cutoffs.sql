-- A cut-off goes on until its segment closes, by a calendar, and is told once (docs/cutoffs.md, docs/adr/0038). Seconds are those of the
-- exchange's day.
ALTER TABLE cutoffs
    ADD COLUMN closes_s INT UNSIGNED NOT NULL DEFAULT 86400;  -- nothing is tried from then on
UPDATE cutoffs SET closes_s = ELT(segment + 0, 55800, 56400, 61200, 84600) WHERE at_s + 60 <= ELT(segment + 0, 55800, 56400, 61200, 84600);
UPDATE cutoffs SET at_s = LEAST(at_s, 86340);
ALTER TABLE cutoffs
    ALTER COLUMN closes_s DROP DEFAULT,
    ADD CONSTRAINT cutoff_before_close CHECK (at_s < closes_s AND closes_s <= 86400);

-- The calendar: where a market has rows of a day, they stand in the place of its row in `cutoffs` on that day. One for each session; a single
-- one with 0 and 0 says that there is none.
CREATE TABLE cutoff_days (
    day      INT UNSIGNED NOT NULL,  -- yyyymmdd
    exchange ENUM('NSE','BSE','MCX','NCDEX','MSE') NOT NULL,
    segment  ENUM('CM','FO','CD','CO') NOT NULL,
    product  ENUM('CNC','MIS','NRML','MTF') NOT NULL,
    at_s     INT UNSIGNED NOT NULL,
    closes_s INT UNSIGNED NOT NULL,
    PRIMARY KEY (day, exchange, segment, product, at_s),
    CONSTRAINT session_or_none CHECK (closes_s <= 86400 AND (at_s < closes_s OR at_s = 0 AND closes_s = 0))
) ENGINE=InnoDB;

-- Accounts that the clock has squared off, or tried to: how often, and whether their customers have been told what came of it.
CREATE TABLE cutoff_accounts (
    day        INT UNSIGNED NOT NULL,
    exchange   ENUM('NSE','BSE','MCX','NCDEX','MSE') NOT NULL,
    segment    ENUM('CM','FO','CD','CO') NOT NULL,
    product    ENUM('CNC','MIS','NRML','MTF') NOT NULL,
    account    VARCHAR(16)  NOT NULL,
    part       SMALLINT UNSIGNED NOT NULL,
    attempts   INT UNSIGNED NOT NULL,  -- commands, under whatever epoch
    command_id VARCHAR(64)  NOT NULL,  -- the last of them
    told       INT UNSIGNED NOT NULL DEFAULT 0,  -- of so many of them the outcome was told, or was not to be told
    to_tell    BOOLEAN      NOT NULL,  -- there are more
    PRIMARY KEY (day, exchange, segment, product, account),
    KEY untold (part, to_tell)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;

-- That somebody means the cut-offs of a day under an activation from before that day was opened.
CREATE TABLE cutoff_confirmations (
    day     INT UNSIGNED NOT NULL,
    epoch   BIGINT       NOT NULL,
    at_us   BIGINT       NOT NULL,
    by_whom VARCHAR(80)  NOT NULL,
    reason  VARCHAR(200) NOT NULL,
    PRIMARY KEY (day, epoch)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
