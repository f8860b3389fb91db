#include "producers/replay/pauses.h"

#include "common/base/clock.h"
#include "common/books/gate.h"
#include "common/db/columns.h"
#include "common/db/literal.h"

namespace replay {

using base::Status;
using base::Unit;

Status Pauses::ask(const std::string& by, const std::string& reason) {
    constexpr size_t kReasonBytes = 150;  // leaves room for the mark in the column
    std::string sql = "INSERT IGNORE INTO pauses (part,by_whom,reason,since_us) VALUES ";
    for (int32_t partition = 0; partition < partitions_; ++partition) {
        db::append_integer(sql.append(partition == 0 ? "(" : ",("), partition);
        db::append_text(sql.append(","), by);
        db::append_text(sql.append(","), mark_ + ": " + reason.substr(0, kReasonBytes));
        db::append_integer(sql.append(","), base::wall_now().us);
        sql.append(")");
    }
    if (Status begun = session_.begin(); !begun.ok()) return begun;
    for (const std::string& one : {books::pause_again_sql(), sql}) {
        if (const auto done = session_.execute(one); !done.ok()) {
            session_.rollback();
            return done.error();
        }
    }
    return session_.commit();
}

Status Pauses::wait_drained(int64_t deadline_ms, const StopFlag& stopping) {
    const base::MonoTime until = base::mono_now() + deadline_ms * 1000;
    while (true) {
        const auto drained = count("drained_us<>0 AND resumed_us=0");
        if (!drained.ok()) return drained.error();
        if (drained.value() == partitions_) return Unit{};
        if (base::mono_now() >= until) {
            return base::Error{base::Errc::Retryable,
                               "only " + std::to_string(drained.value()) + " of " +
                                   std::to_string(partitions_) +
                                   " partitions have paused in time; is a ledger running?"};
        }
        constexpr int64_t kLookUs = 100'000;
        if (!stopping.wait_us(kLookUs)) {
            return base::Error{base::Errc::Retryable, "stopped while waiting for the ledgers"};
        }
    }
}

std::string Pauses::ours() const {
    std::string condition = "reason LIKE ";
    db::append_text(condition, mark_ + ": %");
    return condition;
}

Status Pauses::let_go() {
    const auto done = session_.execute(books::resume_sql(base::wall_now().us) + " AND " + ours());
    if (!done.ok()) return done.error();
    return Unit{};
}

base::Result<int64_t> Pauses::count(std::string_view condition) {
    const auto rows =
        session_.query("SELECT COUNT(*) FROM pauses WHERE part<" + std::to_string(partitions_) +
                       " AND " + std::string{condition});
    if (!rows.ok()) return rows.error();
    return db::Columns{rows.value()[0]}.integer();
}

}  // namespace replay
