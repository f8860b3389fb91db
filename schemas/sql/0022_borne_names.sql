-- The row of a numbered order bears the client order id of the state that stands: none after an end that the exchange does not name, and
-- the last of several after amendments. An order that has borne two, or one and none, has all of them here, each with its number: what
-- still comes under one of them without a number is that order's. '' as before: the order waits for its number.
ALTER TABLE orders_without_number
    ADD COLUMN exchange_order_id VARCHAR(40) NOT NULL DEFAULT '',
    DROP PRIMARY KEY,
    ADD PRIMARY KEY (part, day, account, exchange, segment, client_order_id, exchange_order_id);
