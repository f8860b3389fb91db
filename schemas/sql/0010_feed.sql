-- What a drop copy reports of an order is kept even where this system has no word for it: the type or the validity is then
-- `other`, and `as_sent` holds what the exchange wrote (docs/events.md).
ALTER TABLE orders
    MODIFY type     ENUM('limit','market','stop_limit','stop_market','other') NOT NULL,
    MODIFY validity ENUM('day','ioc','gtc','gtd','fok','at_open','at_close','other') NOT NULL,
    ADD COLUMN as_sent VARCHAR(120) NOT NULL DEFAULT '';
-- A cancellation repeats the terms of the order that it cancels.
ALTER TABLE exits
    MODIFY type     ENUM('limit','market','stop_limit','stop_market','other') NOT NULL,
    MODIFY validity ENUM('day','ioc','gtc','gtd','fok','at_open','at_close','other') NOT NULL;
