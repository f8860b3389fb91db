#include "consumers/reconciler/venue_notes.h"

#include <doctest/doctest.h>

TEST_CASE("reconciler/venue_notes: what a page says is written as it may be") {
    const std::string sql = reconciler::watch_failed("it's \xFF\n" + std::string(300, 'x'));
    CHECK_NE(sql.find("'it\\'s ??xxx"), std::string::npos);
    CHECK_NE(sql.find(std::string(193, 'x')), std::string::npos);
    CHECK_EQ(sql.find(std::string(194, 'x')), std::string::npos);
    CHECK_EQ(sql.find("compared_us=VALUES"), std::string::npos);  // the last one stays
}

TEST_CASE("reconciler/venue_notes: that nothing is to be compared has its reason") {
    const std::string sql = reconciler::watch_not_wanted();
    CHECK_NE(sql.find("VALUES (1,0,'[venue_totals] of the reconciler names neither url nor file'"),
             std::string::npos);
}
