-- Orders of ours that an earlier day has left without an end are looked for with each look at an account; mostly there are none.
ALTER TABLE exits
    ADD KEY open_of_account (account, ended_us, day);
