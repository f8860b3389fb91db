-- What the verdict about the books stands on (docs/verdict.md), beside `differences`. Written by the reconciler. Times: the
-- database's clock, microseconds since the Unix epoch.

-- The last comparison of each partition of the open day with the record.
CREATE TABLE reconciler_rounds (
    part        SMALLINT UNSIGNED NOT NULL,
    day         INT UNSIGNED      NOT NULL,
    compared_us BIGINT            NOT NULL,            -- 0: it could not be compared yet
    accounts    INT UNSIGNED      NOT NULL,            -- that the record knows
    differing   INT UNSIGNED      NOT NULL,            -- accounts that differ, found twice
    unlisted    INT UNSIGNED      NOT NULL,            -- of those: without a row in `differences`
    incomplete  BOOLEAN           NOT NULL DEFAULT 0,  -- the record lacks events that the books have
    PRIMARY KEY (part)
) ENGINE=InnoDB;

-- Totals that the last comparison with the exchange found to differ; an exchange without any has no row.
CREATE TABLE venue_rounds (
    exchange    ENUM('NSE','BSE','MCX','NCDEX','MSE') NOT NULL,
    day         INT UNSIGNED NOT NULL,
    compared_us BIGINT       NOT NULL,
    differing   INT UNSIGNED NOT NULL,  -- of an instrument and a side
    PRIMARY KEY (exchange)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;
