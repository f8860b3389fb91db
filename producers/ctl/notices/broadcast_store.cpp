#include "producers/ctl/notices/broadcast_store.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "common/audit/audit.h"
#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/notices/insert.h"
#include "producers/ctl/exits/mass_exit_store.h"
#include "producers/ctl/notices/notice_list.h"

namespace ctl {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;

namespace {

constexpr const char* kSelectKnown =
    "SELECT id,template,language,recipient,fields,urgent FROM notices";

KnownNotice read_known(db::Columns& columns) {
    KnownNotice known;
    known.name_of_template = columns.text();
    known.language = columns.text();
    known.recipient = columns.text();
    known.fields = columns.text();
    known.urgent = columns.flag();
    return known;
}

std::string told(const Broadcast& broadcast, size_t addressees) {
    std::string text = broadcast.id + ", template " + broadcast.name_of_template + ", " +
                       std::to_string(addressees) + " addressees by ";
    for (size_t i = 0; i < broadcast.channels.size(); ++i) {
        text.append(i == 0 ? "" : ",").append(events::name_of(broadcast.channels[i]));
    }
    return text + (broadcast.urgent ? ", urgent" : "");
}

// Of these ids, how many another run has written. Asked after the insert, which waits for a run
// that writes the same at this moment; its rows tell themselves by another time.
Result<size_t> count_known(db::Session& session, const std::vector<notices::Notice>& all) {
    std::vector<std::string> ids;
    for (const notices::Notice& notice : all) ids.push_back(notice.id);
    const auto rows =
        session.query("SELECT COUNT(*) FROM notices WHERE id IN " + db::text_list(ids) +
                      " AND created_us<>" + std::to_string(all.front().created_us));
    if (!rows.ok()) return rows.error();
    return db::Columns{rows.value().at(0)}.as<size_t>();
}

Status write_part(db::Session& session, const std::vector<notices::Notice>& part,
                  Written& written) {
    if (Status inserted = notices::insert(session, part); !inserted.ok()) return inserted;
    const auto known = count_known(session, part);
    if (!known.ok()) return known.error();
    written.repeated += known.value();
    written.done += part.size();
    return base::Unit{};
}

Error another_text(const Broadcast& broadcast, const std::string& difference) {
    return {Errc::Invalid, "id: " + broadcast.id + " was sent before with another text (" +
                               difference +
                               " differs); nothing is written, give this one an id of "
                               "its own"};
}

// Those of the notices that are there already, by id.
Result<std::map<std::string, KnownNotice>> known_of(db::Session& session,
                                                    const std::vector<notices::Notice>& all) {
    std::vector<std::string> ids;
    for (const notices::Notice& notice : all) ids.push_back(notice.id);
    const auto rows = session.query(kSelectKnown + (" WHERE id IN " + db::text_list(ids)));
    if (!rows.ok()) return rows.error();
    std::map<std::string, KnownNotice> known;
    for (const db::Row& row : rows.value()) {
        db::Columns columns{row};
        const std::string id = columns.text();
        known.emplace(id, read_known(columns));
    }
    return known;
}

}  // namespace

Status check_same_text(db::Session& session, const Broadcast& broadcast,
                       const std::vector<Addressee>& addressees) {
    constexpr size_t kAtOnce = 1000;
    const auto first = session.query(kSelectKnown + where_of({"", "", broadcast.id}) + " LIMIT 1");
    if (!first.ok()) return first.error();
    if (first.value().empty()) return base::Unit{};
    // To others than before: the words that all get.
    db::Columns columns{first.value()[0]};
    (void)columns.text();
    KnownNotice sample = read_known(columns);
    Addressee anybody;
    anybody.account = "A";
    const notices::Notice plain = notices_of(broadcast, anybody)[0];
    sample.recipient = plain.recipient;
    const bool own_fields =
        std::ranges::any_of(addressees, [](const Addressee& one) { return !one.fields.empty(); });
    const std::string differs = own_fields ? "" : difference_of(sample, plain);
    if (!differs.empty()) return another_text(broadcast, differs);
    for (size_t begin = 0; begin < addressees.size(); begin += kAtOnce) {
        std::vector<notices::Notice> part;
        for (size_t i = begin; i < std::min(begin + kAtOnce, addressees.size()); ++i) {
            std::ranges::move(notices_of(broadcast, addressees[i]), std::back_inserter(part));
        }
        const auto known = known_of(session, part);
        if (!known.ok()) return known.error();
        for (const notices::Notice& notice : part) {
            const auto found = known.value().find(notice.id);
            if (found == known.value().end()) continue;
            const std::string why = difference_of(found->second, notice);
            if (!why.empty()) return another_text(broadcast, why);
        }
    }
    return base::Unit{};
}

Result<std::vector<Addressee>> all_customers(db::Session& session) {
    const auto rows = session.query("SELECT account FROM customers ORDER BY account LIMIT " +
                                    std::to_string(kBroadcastRowsMax + 1));
    if (!rows.ok()) return rows.error();
    if (rows.value().size() > kBroadcastRowsMax) {
        return Error{Errc::Invalid,
                     "all-customers: more than " + std::to_string(kBroadcastRowsMax)};
    }
    std::vector<Addressee> all;
    all.reserve(rows.value().size());
    for (const db::Row& row : rows.value()) all.emplace_back().account = db::Columns{row}.text();
    return all;
}

Result<int64_t> customers_without(db::Session& session, events::Channel channel) {
    constexpr std::array<const char*, events::kNames<events::Channel>.size()> kColumns{
        "email", "mobile", "device"};
    const auto rows = session.query("SELECT COUNT(*) FROM customers WHERE " +
                                    std::string{kColumns.at(static_cast<size_t>(channel))} + "=''");
    if (!rows.ok()) return rows.error();
    return db::Columns{rows.value().at(0)}.integer();
}

Status move_unknown(db::Session& session, BroadcastList& list) {
    std::vector<std::string> accounts;
    for (const Addressee& one : list.good) {
        if (!one.account.empty()) accounts.push_back(one.account);
    }
    const auto found = unknown_accounts(session, accounts);
    if (!found.ok()) return found.error();
    const std::set<std::string> unknown{found.value().begin(), found.value().end()};
    if (unknown.empty()) return base::Unit{};
    std::erase_if(list.good, [&](const Addressee& one) {
        if (!unknown.contains(one.account)) return false;
        list.bad.push_back({one.line, "account: unknown: " + one.account});
        return true;
    });
    std::ranges::stable_sort(list.bad, {}, &RowProblem::line);
    return base::Unit{};
}

Result<Written> write_broadcast(db::Session& session, const Broadcast& broadcast,
                                const std::vector<Addressee>& addressees, const audit::Person& who,
                                size_t at_once,
                                const std::function<void(const Written&)>& between) {
    Written written;
    for (size_t begin = 0; begin < addressees.size(); begin += at_once) {
        std::vector<notices::Notice> part;
        for (size_t i = begin; i < std::min(begin + at_once, addressees.size()); ++i) {
            std::ranges::move(notices_of(broadcast, addressees[i]), std::back_inserter(part));
        }
        if (Status begun = session.begin(); !begun.ok()) return begun.error();
        Status done = write_part(session, part, written);
        if (done.ok() && begin == 0) {
            done = audit::record(session, broadcast.created_us, who, "notify",
                                 told(broadcast, addressees.size()));
        }
        if (!done.ok()) {
            session.rollback();
            return done.error();
        }
        if (done = session.commit(); !done.ok()) return done.error();
        between(written);
    }
    return written;
}

}  // namespace ctl
