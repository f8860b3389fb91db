#include "producers/ctl/messages/redrive_store.h"

#include "common/audit/audit.h"
#include "common/db/columns.h"
#include "common/db/literal.h"
#include "common/events/event_outline.h"
#include "common/events/json_text.h"
#include "common/events/json_value.h"
#include "common/operators/token.h"
#include "producers/ctl/limits.h"
#include "producers/ctl/messages/masking.h"
#include "producers/ctl/transaction.h"

namespace ctl {

using base::Errc;
using base::Error;
using base::Result;
using base::Status;
using base::Unit;
using db::literal;

namespace {

std::string binary(const std::string& digest) { return "UNHEX(" + literal(digest) + ")"; }

Status execute(db::Session& session, const std::string& sql) {
    const auto done = session.execute(sql);
    if (!done.ok()) return done.error();
    return Unit{};
}

Status write_reason(db::Session& session, const ParkedRow& row, int64_t attempt,
                    const std::string& reason, int64_t now_us) {
    return execute(session,
                   "INSERT INTO redrives (digest,attempt,reason,changed_us) VALUES (" +
                       binary(row.digest) + "," + std::to_string(attempt) + "," +
                       literal(reason.substr(0, kReasonBytes)) + "," + std::to_string(now_us) +
                       ") ON DUPLICATE KEY UPDATE attempt=VALUES(attempt),reason=VALUES(reason),"
                       "changed_us=VALUES(changed_us),body=NULL");
}

// The row and its redrive are ours until the transaction ends. Returns what is under way.
Result<std::optional<std::string>> lock_unchanged(db::Session& session, const ParkedRow& row) {
    const auto rows = session.query(
        "SELECT COALESCE(r.attempt,0),r.body FROM parked p LEFT JOIN redrives r ON "
        "r.digest=p.digest WHERE p.digest=" +
        binary(row.digest) + " FOR UPDATE");
    if (!rows.ok()) return rows.error();
    if (rows.value().empty() || db::Columns{rows.value()[0]}.integer() != row.attempt) {
        return Error{Errc::Invalid,
                     "digest: " + row.digest + " has been settled or tried meanwhile"};
    }
    return rows.value()[0][1];
}

// A person has changed what it does to a position or an order: the square-off must know both what
// is in the books by that, and what is not in them because of it.
Status note_edit(db::Session& session, const ParkedRow& row, const Wording& wording,
                 const audit::Person& who, int64_t now_us) {
    const std::string& body = wording.sent;
    const auto before = events::outline_of(row.body);
    const auto after = events::outline_of(wording.given);
    if (!after || before == after) return Unit{};
    const std::string into =
        "REPLACE INTO edited_events (digest,attempt,side,account,day,body,by_whom,at_us) ";
    const std::string attempt = std::to_string(row.attempt);
    const std::string end = "," + literal(who.name) + "," + std::to_string(now_us);
    const Status sent = execute(session, into + "VALUES (" + binary(row.digest) + "," + attempt +
                                             ",'sent'," + literal(after->account) + "," +
                                             std::to_string(after->day.value_or(0)) + "," +
                                             literal(body) + end + ")");
    if (!sent.ok()) return sent;
    return execute(session,
                   into + "SELECT digest," + attempt + ",'parked',account,day,body" + end +
                       " FROM parked WHERE account IS NOT NULL AND digest=" + binary(row.digest));
}

std::string json_of(const events::Outline& outline) {
    events::JsonText json;
    json.open_object();
    json.text("kind", outline.kind);
    json.text("action", outline.action);
    json.text("id", outline.id);
    if (!outline.ref.empty()) json.text("ref", outline.ref);
    json.text("account", outline.account);
    if (outline.exchange) json.text("exchange", events::name_of(*outline.exchange));
    if (outline.segment) json.text("segment", events::name_of(*outline.segment));
    if (outline.product) json.text("product", events::name_of(*outline.product));
    if (outline.side) json.text("side", events::name_of(*outline.side));
    json.integer_or_null("token", outline.token);
    json.integer_or_null("day", outline.day);
    json.integer_or_null("quantity", outline.quantity);
    if (outline.filled) json.integer("filled", *outline.filled);
    if (outline.remaining) json.integer("remaining", *outline.remaining);
    for (const auto& [name, text] : outline.others) json.text(name, text);
    json.close_object();
    return json.take();
}

// Of a body that is no JSON object there is nothing to tell.
std::string outline_json(const std::string& body) {
    const auto outline = events::outline_of(body);
    return outline ? json_of(*outline) : "";
}

audit::Change change_of(const std::string& before, const std::string& after) {
    if (before == after) return {};
    return {outline_json(before), outline_json(after)};
}

// A whole event as JSON; of what is none, or too large to be shown here, where to look.
std::string event_json(std::string_view body, const ParkedRow& row) {
    constexpr size_t kBytesMax = 20'000;
    const std::string pretty = pretty_body(body, false);
    if (pretty.size() <= kBytesMax && events::read_json(pretty, kBytesMax).ok()) return pretty;
    events::JsonText json;
    json.text(std::to_string(body.size()) + " bytes: backstopctl parked show " + row.digest);
    return json.take();
}

// What the outline does not tell, the price for one.
std::string shown_of(const ParkedRow& row, const Wording& wording) {
    events::JsonText json;
    json.open_object();
    json.text("parked_for", without_quoted(row.reason));
    json.key("parked_event");
    json.raw(event_json(row.body, row));
    json.key("event_to_be_sent");
    json.raw(event_json(wording.sent, row));
    json.close_object();
    return json.take();
}

std::string subject_of(const ParkedRow& row) {
    return (row.day == 0 ? "" : "books " + std::to_string(row.day) + "/") + "parked message " +
           row.digest;
}

Error begun_already(const ParkedRow& row) {
    return {Errc::Invalid, "digest: a redrive of " + row.digest +
                               " is under way; run it again until it has an end"};
}

}  // namespace

std::optional<operators::Act> correction_of(const ParkedRow& row, const Wording& wording,
                                            const std::string& why) {
    const auto before = events::outline_of(row.body);
    const auto after = events::outline_of(wording.given);
    if (before == after) return std::nullopt;
    events::JsonText json;
    json.open_object();
    json.text("digest", row.digest);
    json.key("was");
    json.raw(before ? json_of(*before) : "null");
    json.key("becomes");
    json.raw(after ? json_of(*after) : "null");
    // What the outline does not tell, such as the price, is agreed to as well.
    json.text("body_digest", operators::digest_of(wording.sent).substr(0, 32));
    json.close_object();
    operators::Act act{"parked redrive edited", json.take(), why};
    act.subject = subject_of(row);
    act.shown = shown_of(row, wording);
    return act;
}

Status no_request_waits(db::Session& session, const ParkedRow& row) {
    operators::Act this_one{"parked message", "{}", ""};
    this_one.subject = subject_of(row);
    auto open = operators::open_rivals(session, this_one, base::wall_now().us);
    if (!open.ok()) return open.error();
    std::vector<operators::Approval> rivals = std::move(open).value();
    std::erase_if(rivals, [](const operators::Approval& one) {
        return one.state != operators::ApprovalState::Waiting;
    });
    if (rivals.empty()) return Unit{};
    return Error{Errc::Invalid, "digest: of " + row.digest + " somebody has asked for something " +
                                    "else: " + operators::names_of(rivals) +
                                    "; look at it (backstopctl request show), and approve, refuse "
                                    "or withdraw it first"};
}

Status lock_idle(db::Session& session, const ParkedRow& row) {
    if (Status free = no_request_waits(session, row); !free.ok()) return free;
    const auto under_way = lock_unchanged(session, row);
    if (!under_way.ok()) return under_way.error();
    if (under_way.value()) return begun_already(row);
    return Unit{};
}

Result<std::string> note_sending(db::Session& session, const ParkedRow& row, const Wording& wording,
                                 const audit::Person& who, const std::string& detail,
                                 const operators::Consent& consent, int64_t now_us) {
    const std::string& body = wording.sent;
    std::string sends = body;
    const Status noted = in_transaction(session, [&]() -> Status {
        auto under_way = lock_unchanged(session, row);
        if (!under_way.ok()) return under_way.error();
        if (under_way.value()) {
            sends = *std::move(under_way).value();
            return Unit{};
        }
        std::string sql =
            "INSERT INTO redrives (digest,body,changed_us) VALUES (" + binary(row.digest) + "," +
            literal(body) + "," + std::to_string(now_us) +
            ") ON DUPLICATE KEY UPDATE body=VALUES(body),changed_us=VALUES(changed_us)";
        if (Status written = execute(session, sql); !written.ok()) return written;
        if (Status edited = note_edit(session, row, wording, who, now_us); !edited.ok())
            return edited;
        if (Status used = operators::finish(session, consent, who, now_us); !used.ok()) return used;
        return audit::record(session, now_us, who, "parked redrive", detail,
                             change_of(row.body, wording.given));
    });
    if (!noted.ok()) return noted.error();
    return sends;
}

Status note_refused(db::Session& session, const ParkedRow& row, const std::string& reason,
                    int64_t now_us) {
    return in_transaction(session, [&]() -> Status {
        const auto under_way = lock_unchanged(session, row);
        if (!under_way.ok()) return under_way.error();
        // Somebody has begun one since the row was read: what he sends must not be forgotten.
        if (under_way.value() && under_way.value() != row.sent) return begun_already(row);
        return write_reason(session, row, row.attempt, reason, now_us);
    });
}

Result<Fate> read_fate(db::Session& session, const RedrivenEvent& event) {
    const std::string digest =
        "MD5(" + literal(std::to_string(event.partition) + ":" + event.body) + ")";
    const auto rows = session.query(
        "SELECT " + digest + ",(SELECT reason FROM parked WHERE digest=UNHEX(" + digest +
        ")),(SELECT COUNT(*) FROM inbox WHERE source=" + literal(event.source) +
        " AND day=" + std::to_string(event.day) + " AND id=" + literal(event.id) + ")");
    if (!rows.ok()) return rows.error();
    const db::Row& row = rows.value()[0];
    Fate fate;
    fate.digest = *row[0];
    if (row[1]) {
        fate.known = true;
        fate.reason = *row[1];
    } else if (*row[2] != "0") {
        fate.known = fate.applied = true;
    }
    return fate;
}

Status note_applied(db::Session& session, const ParkedRow& row, const audit::Person& who,
                    int64_t now_us) {
    return in_transaction(session, [&]() -> Status {
        Status moved = move_settled(session, row.digest, "redriven", who.name, "", now_us);
        if (!moved.ok()) return moved;
        return audit::record(session, now_us, who, "parked redriven", row.digest + ": applied");
    });
}

Status note_parked_again(db::Session& session, const ParkedRow& row, const Fate& fate,
                         const audit::Person& who, int64_t now_us) {
    return in_transaction(session, [&]() -> Status {
        const auto under_way = lock_unchanged(session, row);
        if (!under_way.ok()) return under_way.error();
        Status moved = move_settled(session, fate.digest, "refused", who.name,
                                    "redrive of " + row.digest, now_us);
        if (!moved.ok()) return moved;
        Status forgotten =
            execute(session,
                    "DELETE FROM edited_events WHERE digest=" + binary(row.digest) +
                        " AND attempt=" + std::to_string(row.attempt));  // the books are without it
        if (!forgotten.ok()) return forgotten;
        Status written = write_reason(session, row, row.attempt + 1, fate.reason, now_us);
        if (!written.ok()) return written;
        return audit::record(session, now_us, who, "parked again", row.digest + ": " + fate.reason);
    });
}

}  // namespace ctl
