#include "common/operators/glass_store.h"

#include <algorithm>

#include "common/audit/audit.h"
#include "common/audit/masking.h"
#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/notices/insert.h"

namespace operators {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using base::Unit;
using db::literal;

namespace {

constexpr int64_t kToldForUs = 86'400'000'000;
constexpr const char* kSelectGlass =
    "SELECT g.id,g.approval,a.action,g.reason,g.broken_by,g.broken_os_user,g.broken_host,"
    "g.broken_us,g.countersigned_us,g.countersigned_by FROM broken_glass g JOIN approvals a ON "
    "a.id=g.approval ";

BrokenGlass read_glass_row(const db::Row& row) {
    db::Columns columns{row};
    BrokenGlass one;
    one.id = columns.integer();
    one.approval = columns.integer();
    one.action = columns.text();
    one.reason = columns.text();
    one.by.name = columns.text();
    one.by.os_user = columns.text();
    one.by.host = columns.text();
    one.by.by_token = true;
    one.broken_us = columns.integer();
    one.countersigned_us = columns.integer();
    one.countersigned_by = columns.text();
    return one;
}

std::vector<notices::Notice> notices_of(const std::vector<Operator>& all, int64_t approval,
                                        const Act& act, const audit::Person& me, int64_t now_us) {
    std::vector<notices::Notice> told;
    for (const Operator& one : all) {
        if (one.revoked_us != 0) continue;
        notices::Notice notice;
        notice.urgent = true;
        notice.name_of_template = "break_glass";
        notice.language = notices::Language::English;
        notice.fields = {{"name", one.name},
                         {"who", me.name},
                         {"where", me.os_user + " at " + me.host},
                         {"action", act.action},
                         {"reason", audit::masked(act.why)}};
        notice.created_us = now_us;
        notice.expires_us = now_us + kToldForUs;
        const std::string cause = std::to_string(approval) + ":" + one.name;
        for (const auto& [channel, address] : {std::pair{events::Channel::Email, one.email},
                                               std::pair{events::Channel::Sms, one.mobile}}) {
            if (address.empty()) continue;
            notice.channel = channel;
            notice.recipient = address;
            notice.id = notices::notice_id("glass", cause, channel);
            told.push_back(notice);
        }
    }
    return told;
}

Status countersign_locked(db::Session& session, int64_t id, const audit::Person& me,
                          std::string_view remark, int64_t now_us) {
    const auto rows =
        session.query(kSelectGlass + ("WHERE g.id=" + std::to_string(id)) + " FOR UPDATE");
    if (!rows.ok()) return rows.error();
    if (rows.value().empty()) {
        return Error{Errc::Invalid, "id: no broken glass " + std::to_string(id)};
    }
    const BrokenGlass one = read_glass_row(rows.value()[0]);
    if (one.countersigned_us != 0) {
        return Error{Errc::Invalid, "state: countersigned already by " + one.countersigned_by};
    }
    if (Status second = audit::check_second(one.by, me); !second.ok()) return second;
    const auto done = session.execute(
        "UPDATE broken_glass SET countersigned_us=" + std::to_string(now_us) +
        ",countersigned_by=" + literal(me.name) + ",remark=" + literal(audit::masked(remark)) +
        " WHERE id=" + std::to_string(id));
    if (!done.ok()) return done.error();
    return audit::record(
        session, now_us, me, "operator countersign",
        std::to_string(id) + ", " + one.action + " by " + one.by.name + ": " + std::string{remark});
}

std::string masked_addresses(const Operator& one) {
    std::string text = audit::masked_recipient(one.email);
    if (!one.mobile.empty()) {
        text += (text.empty() ? "" : " and ") + audit::masked_recipient(one.mobile);
    }
    return text;
}

}  // namespace

std::string problem_of_glass(const audit::Person& me, std::string_view reason) {
    if (!me.by_token) return "break-glass: needs the token of an operator";
    if (audit::folded(reason).empty() || audit::folded(reason) == " ") {
        return "reason: must not be empty";
    }
    return {};
}

int64_t reachable_others(const std::vector<Operator>& all, std::string_view me) {
    return std::ranges::count_if(all, [&](const Operator& one) {
        return one.revoked_us == 0 && has_address(one) &&
               audit::folded(one.name) != audit::folded(me);
    });
}

std::string told_text(const std::vector<Operator>& all, std::string_view me) {
    std::string told;
    std::string unreached;
    for (const Operator& one : all) {
        if (one.revoked_us != 0) continue;
        const bool self = audit::folded(one.name) == audit::folded(me);
        std::string& list = has_address(one) ? told : unreached;
        list += (list.empty() ? "" : ", ") + one.name + (self ? " (you)" : "");
        if (has_address(one)) list += " at " + masked_addresses(one);
    }
    std::string text = "told of it: " + (told.empty() ? "nobody" : told);
    if (!unreached.empty()) text += "\nhas no address and learns nothing: " + unreached;
    if (reachable_others(all, me) == 0) {
        text += "\nno other operator can be reached: tell one yourself";
    }
    return text;
}

Result<NewGlass> insert_broken_glass(db::Session& session, int64_t approval, const Act& act,
                                     const audit::Person& me, int64_t now_us) {
    const auto all = list_operators(session);
    if (!all.ok()) return all.error();
    const auto told = notices_of(all.value(), approval, act, me, now_us);
    if (!told.empty()) {
        if (Status written = notices::insert(session, told); !written.ok()) return written.error();
    }
    const auto done = session.execute(
        "INSERT INTO broken_glass (approval,reason,broken_us,broken_by,broken_os_user,broken_host,"
        "told) VALUES (" +
        std::to_string(approval) + "," + literal(audit::masked(act.why)) + "," +
        std::to_string(now_us) + "," + literal(me.name) + "," + literal(me.os_user) + "," +
        literal(me.host) + "," + std::to_string(told.size()) + ")");
    if (!done.ok()) return done.error();
    const auto rows = session.query("SELECT LAST_INSERT_ID()");
    if (!rows.ok()) return rows.error();
    const int64_t id = db::Columns{rows.value().at(0)}.integer();
    Status noted =
        audit::record(session, now_us, me, "break glass",
                      std::to_string(id) + ", " + act.action + ": " + act.why, {"", act.what});
    if (!noted.ok()) return noted.error();
    return NewGlass{
        id, "glass " + std::to_string(id) + " is broken\n" + told_text(all.value(), me.name)};
}

Result<std::vector<BrokenGlass>> list_broken_glass(db::Session& session, int64_t limit) {
    const auto rows = session.query(
        kSelectGlass + ("ORDER BY g.countersigned_us<>0,g.id DESC LIMIT " + std::to_string(limit)));
    if (!rows.ok()) return rows.error();
    std::vector<BrokenGlass> all;
    for (const db::Row& row : rows.value()) all.push_back(read_glass_row(row));
    return all;
}

Status countersign(db::Session& session, int64_t id, const audit::Person& me,
                   std::string_view remark, int64_t now_us) {
    if (Status begun = session.begin(); !begun.ok()) return begun;
    if (Status done = countersign_locked(session, id, me, remark, now_us); !done.ok()) {
        session.rollback();
        return done;
    }
    return session.commit();
}

}  // namespace operators
