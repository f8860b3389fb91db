-- Of a partition: since when every account has been compared (0: not all of them yet), and whether nothing is to be looked at once more.
ALTER TABLE reconciler_rounds
    ADD COLUMN swept_us BIGINT  NOT NULL DEFAULT 0,
    ADD COLUMN settled  BOOLEAN NOT NULL DEFAULT 1;

-- When somebody last asked for a comparison of all partitions at once.
CREATE TABLE reconciler_asked (
    one      TINYINT NOT NULL DEFAULT 1,
    asked_us BIGINT  NOT NULL,
    PRIMARY KEY (one),
    CONSTRAINT only_one_request CHECK (one = 1)
) ENGINE=InnoDB;
INSERT INTO reconciler_asked VALUES (1, 0);

-- Which of the exchange's totals differ from the books', as the last comparison has found them; the first of them only.
CREATE TABLE venue_differences (
    exchange       ENUM('NSE','BSE','MCX','NCDEX','MSE') NOT NULL,
    segment        ENUM('CM','FO','CD','CO') NOT NULL,
    token          INT UNSIGNED NOT NULL,
    side           ENUM('buy','sell') NOT NULL,
    day            INT UNSIGNED NOT NULL,
    venue_trades   BIGINT NOT NULL,  -- 0 on both sides: not counted
    venue_quantity BIGINT NOT NULL,
    venue_value    BIGINT NOT NULL,  -- units of 0.0001 rupee
    books_trades   BIGINT NOT NULL,
    books_quantity BIGINT NOT NULL,
    books_value    BIGINT NOT NULL,
    PRIMARY KEY (exchange, segment, token, side)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;
