-- What is known of the exchanges: how far their totals were compared, and whether orders reach them. Times: the database's clock,
-- microseconds since the Unix epoch.

-- An exchange whose totals agree has a row, too.
ALTER TABLE venue_rounds
    ADD COLUMN until_us BIGINT NOT NULL DEFAULT 0;  -- the exchange's clock: of trades up to here; 0: what stood still

-- Through which gateway session an exchange is reached: the square-off's setting, written by it at its start.
CREATE TABLE exchange_routes (
    exchange ENUM('NSE','BSE','MCX','NCDEX','MSE') NOT NULL,
    session  VARCHAR(32) NOT NULL,
    PRIMARY KEY (exchange)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;

-- The gateway's FIX sessions, written by the gateway that holds them. The square-off plans no exit for an exchange whose session
-- has not been logged on for 3 s, or whose gateway has been silent for 15 s; without a row nobody has said so.
CREATE TABLE order_sessions (
    name      VARCHAR(32) NOT NULL,  -- nse-1
    logged_on BOOLEAN     NOT NULL,
    since_us  BIGINT      NOT NULL,  -- of that
    seen_us   BIGINT      NOT NULL,  -- when the gateway wrote it last
    PRIMARY KEY (name)
) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin;
