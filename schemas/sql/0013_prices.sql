-- NULL: there is no such price now. 0 is a price, and so is what lies below it: such an instrument is not exited.
ALTER TABLE prices
    MODIFY last BIGINT NULL DEFAULT NULL,
    MODIFY bid  BIGINT NULL DEFAULT NULL,
    MODIFY ask  BIGINT NULL DEFAULT NULL;
UPDATE prices SET last = NULLIF(last, 0), bid = NULLIF(bid, 0), ask = NULLIF(ask, 0);
