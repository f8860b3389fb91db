#pragma once

#include <vector>

#include "common/books/order_names.h"
#include "common/books/order_standing.h"

namespace books {

// The state of an order that stands.
struct OrderRow {
    const events::Event* event = nullptr;
    OrderStanding standing;
};

// What the order states of a run change. Texts of `rows` are the events'.
struct OrderChanges {
    std::vector<OrderRow> rows;  // of each order the state that stands, sorted by the table's key
    OrderNames named;            // orders that have no number yet, new to the books
    OrderNames numbered;         // orders that have one now: their row under the name goes, where
                                 // it is theirs, before `rows` are written
    BorneNames borne;            // by orders whose row may bear another name
};

// Which rows of `orders` a run changes, by the events alone: the rows are the same for every order
// of arrival and every cut into runs. Ledger, replay and reconciler fold orders by nothing else.
// Pure. In: the states of the run, and what the books know of their orders.
OrderChanges fold_orders(std::vector<OrderRow> states, const KnownOrders& known);

}  // namespace books
