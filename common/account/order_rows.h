#pragma once

#include "common/account/view.h"
#include "common/db/columns.h"

namespace account {

// Rows of `orders`, in whatever statement of this room reads them: what begins it, and what reads a
// row behind its account.
inline constexpr const char* kOrderColumns =
    "account,exchange+0,segment+0,token,product+0,exchange_order_id,client_order_id,side+0,type+0,"
    "validity+0,state+0,quantity,filled,remaining,price,trigger_price,reason";

PositionKey read_key(db::Columns& columns);
Order read_order(db::Columns& columns);

}  // namespace account
