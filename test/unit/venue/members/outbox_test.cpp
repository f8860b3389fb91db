#include "producers/venue/members/outbox.h"

#include <doctest/doctest.h>

using venue::SessionRole;

namespace {

// Sessions 0 and 1 are member 1's, 2 member 2's; 3 is the drop copy of member 1.
const std::vector<uint16_t> kMembers{1, 1, 2, 1};

bool goes_to(const venue::Output& answer, venue::SessionId session) {
    const auto role = session == 3 ? SessionRole::DropCopy : SessionRole::Orders;
    return venue::concerns(answer, session, role, kMembers);
}

venue::Report report(venue::SessionId of, venue::SessionId asked_by) {
    venue::Report one;
    one.session = of;
    one.asked_by = asked_by;
    return one;
}

}  // namespace

TEST_CASE("venue/outbox: a report goes to whoever entered the order and to whoever asked") {
    CHECK(goes_to(report(0, 0), 0));
    CHECK_FALSE(goes_to(report(0, 0), 1));
    CHECK(goes_to(report(0, 1), 0));
    CHECK(goes_to(report(0, 1), 1));
    CHECK(goes_to(report(0, venue::kNoSession), 0));
}

TEST_CASE("venue/outbox: a drop copy has all reports of its member and no other's") {
    CHECK(goes_to(report(0, 0), 3));
    CHECK(goes_to(report(1, venue::kNoSession), 3));
    CHECK_FALSE(goes_to(report(2, 2), 3));
    CHECK_FALSE(goes_to(report(venue::kNoSession, venue::kNoSession), 3));
    CHECK_FALSE(venue::concerns(report(0, 0), 0, SessionRole::Prices, kMembers));
}

TEST_CASE("venue/outbox: refusals and mass cancellations answer one session only") {
    venue::CancelRefused refused;
    refused.session = 1;
    CHECK(goes_to(refused, 1));
    CHECK_FALSE(goes_to(refused, 0));
    CHECK_FALSE(goes_to(refused, 3));
    venue::MassCancelled mass;
    mass.session = 1;
    CHECK_FALSE(goes_to(mass, 1));  // the operator's
    mass.client_order_id = "K1";
    CHECK(goes_to(mass, 1));
    CHECK_FALSE(goes_to(mass, 3));
}
