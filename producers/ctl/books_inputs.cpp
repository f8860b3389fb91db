#include "producers/ctl/books_inputs.h"

#include <algorithm>

#include "common/db/columns.h"
#include "common/db/now.h"
#include "common/site/day_store.h"
#include "common/verdict/gather.h"
#include "producers/ctl/publish.h"

namespace ctl {
namespace {

// Returns the time that says which request it is.
base::Result<int64_t> ask_for_comparison(db::Session& session) {
    const std::string now = "CAST(" + std::string{db::kNowUs} + " AS SIGNED)";
    const auto asked =
        session.execute("UPDATE reconciler_asked SET asked_us=GREATEST(asked_us+1," + now + ")");
    if (!asked.ok()) return asked.error();
    const auto rows = session.query("SELECT COALESCE(MAX(asked_us),0) FROM reconciler_asked");
    if (!rows.ok()) return rows.error();
    return db::Columns{rows.value().at(0)}.integer();
}

}  // namespace

base::Result<Compared> compare_books(db::Session& session, int32_t partitions,
                                     const verdict::Limits& limits) {
    const auto asked_us = ask_for_comparison(session);
    if (!asked_us.ok()) return asked_us.error();
    const std::string answered =
        "SELECT COUNT(*) FROM reconciler_rounds WHERE day=" + std::string{site::kOpenDaySql} +
        " AND (incomplete OR (settled AND swept_us>=" + std::to_string(asked_us.value()) + "))";
    const bool anew = wait_until(
        [&] {
            const auto rows = session.query(answered);
            return rows.ok() && db::Columns{rows.value().at(0)}.integer() >= partitions;
        },
        kCompareMs);
    return Compared{books_inputs(session, limits), anew};
}

verdict::Inputs books_inputs(db::Session& session, const verdict::Limits& limits) {
    constexpr int64_t kBetweenMs = 1'000;
    verdict::Inputs inputs = verdict::gather(session);
    const bool behind = std::ranges::any_of(inputs.partitions, [&](const auto& one) {
        const bool paused = verdict::is_paused(inputs, one.number);
        return verdict::behind_us(one, paused) > limits.behind_us_max;
    });
    if (!behind) return inputs;
    wait_until([] { return false; }, kBetweenMs);
    return verdict::gather(session);
}

}  // namespace ctl
