-- Who and what the books speak of. Loaded before the market opens.

CREATE TABLE instruments (
    exchange        ENUM('NSE','BSE','MCX','NCDEX','MSE') NOT NULL,
    segment         ENUM('CM','FO','CD','CO') NOT NULL,
    token           INT UNSIGNED NOT NULL,
    symbol          VARCHAR(40)  NOT NULL,
    series          VARCHAR(4)   NOT NULL,  -- cash market; '' elsewhere
    expiry          INT UNSIGNED NOT NULL,  -- yyyymmdd; 0: none
    strike          BIGINT       NOT NULL,  -- 0: none
    option_type     ENUM('','CE','PE') NOT NULL,
    lot             BIGINT       NOT NULL,
    tick            BIGINT       NOT NULL,
    freeze_quantity BIGINT       NOT NULL,  -- largest quantity of one order; 0: none known
    band_low        BIGINT       NOT NULL,  -- 0: none known
    band_high       BIGINT       NOT NULL,
    previous_close  BIGINT       NOT NULL,
    last_price      BIGINT       NOT NULL,
    trade_for_trade BOOLEAN      NOT NULL,
    PRIMARY KEY (exchange, segment, token),
    KEY by_symbol (symbol)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;

CREATE TABLE customers (
    account VARCHAR(16)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    name    VARCHAR(120) NOT NULL,
    email   VARCHAR(254) NOT NULL,
    mobile  VARCHAR(20)  CHARACTER SET ascii NOT NULL,
    branch  VARCHAR(16)  CHARACTER SET ascii NOT NULL,
    PRIMARY KEY (account)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
