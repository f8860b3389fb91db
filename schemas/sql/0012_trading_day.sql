-- The trading day that is open. At most one row, written by an operator or by the start-of-day load: no row, no day is open,
-- and whoever needs the day says so and waits. No event, whatever day it bears, changes it.
CREATE TABLE trading_day (
    one       TINYINT      NOT NULL DEFAULT 1,
    day       INT UNSIGNED NOT NULL,  -- yyyymmdd
    opened_us BIGINT       NOT NULL,
    by_whom   VARCHAR(80)  NOT NULL,
    reason    VARCHAR(200) NOT NULL,
    PRIMARY KEY (one),
    CONSTRAINT only_one_day CHECK (one = 1)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;

-- Every opening, the present one among them.
CREATE TABLE days_opened (
    id        BIGINT       NOT NULL AUTO_INCREMENT,
    day       INT UNSIGNED NOT NULL,
    opened_us BIGINT       NOT NULL,
    by_whom   VARCHAR(80)  NOT NULL,
    reason    VARCHAR(200) NOT NULL,
    PRIMARY KEY (id)
) ENGINE=InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
