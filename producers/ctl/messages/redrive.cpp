#include "producers/ctl/messages/redrive.h"

#include <array>

#include "common/base/clock.h"
#include "common/books/store.h"
#include "common/events/codec.h"
#include "common/events/topology.h"
#include "producers/ctl/limits.h"
#include "producers/ctl/messages/whole_body.h"
#include "producers/ctl/publish.h"
#include "producers/ctl/two_persons.h"

namespace ctl {
namespace {

using base::Result;
using base::Status;
using base::Unit;
using End = Redriven::End;

// Why the books as they stand now would refuse it; empty: they would not.
Result<std::string> refusal_of_books(const Connection& connection, const RedrivenEvent& event) {
    books::Store store{connection.database, event.partition, "ctl"};
    if (const Status connected = store.connect(); !connected.ok()) return connected.error();
    const events::Batch batch = events::Decoder{connection.partitions}.decode(event.body, "");
    books::Item item;
    item.event = &batch.events.at(0);
    events::Refusal refusal;
    const Status judged = store.judge({&item}, [&](books::Item& refused, std::string reason) {
        refusal.reason = std::move(reason);
        refused.event = nullptr;
        refused.refusal = &refusal;
        return &refusal;
    });
    if (!judged.ok()) return judged.error();
    return refusal.reason;
}

class OneRedrive {
  public:
    OneRedrive(const Connection& connection, const ParkedRow& row, const RedriveOrder& order)
        : connection_{connection}, session_{*connection.session}, row_{row}, order_{order} {}

    Redriven run() {
        if (row_.sent && order_.edited) {
            return end(End::Failed,
                       "edit: an earlier redrive is under way; run it without --edit first");
        }
        if (const Status whole = complete(); !whole.ok()) {
            return end(End::Failed, whole.error().what);
        }
        auto event = row_.sent ? sent_before(*row_.sent, connection_.partitions)
                               : to_redrive(row_, order_.edited ? *order_.edited : row_.body,
                                            connection_.partitions);
        if (!event.ok()) return refused(event.error().what);
        if (!row_.sent) {
            const auto refusal = refusal_of_books(connection_, event.value());
            if (!refusal.ok()) return end(End::Failed, refusal.error().what);
            if (!refusal.value().empty()) return refused(refusal.value());
        }
        const auto act = correction_of(row_, wording_of(event.value()), order_.why);
        if (order_.dry_run) {
            return end(End::WouldApply,
                       act ? note_of_two_persons(connection_, order_.break_glass) : "");
        }
        if (!act && !row_.sent) {
            const Status free = no_request_waits(session_, row_);
            if (!free.ok()) return end(End::Failed, free.error().what);
        }
        if (act) {
            auto consent = consent_to(connection_, *act, order_.who, order_.break_glass);
            if (!consent.ok()) return end(End::Failed, consent.error().what);
            if (!consent.value().given) return end(End::Asked, consent.value().said);
            consent_ = std::move(consent).value();
        }
        return send(std::move(event).value());
    }

  private:
    // The body that is sent must be whole.
    Status complete() {
        if (!row_.cut() || row_.sent || order_.edited) return Unit{};
        auto whole = read_whole_body(connection_, row_);
        if (!whole.ok()) return whole.error();
        row_.body = std::move(whole).value();
        return Unit{};
    }

    [[nodiscard]] Wording wording_of(const RedrivenEvent& event) const {
        return {order_.edited ? *order_.edited : row_.body, event.body};
    }

    Redriven end(End how, std::string reason) { return {row_.digest, how, std::move(reason)}; }

    Redriven refused(const std::string& reason) {
        if (!order_.dry_run) {
            const Status noted = note_refused(session_, row_, reason, base::wall_now().us);
            if (!noted.ok()) return end(End::Failed, noted.error().what);
        }
        return end(End::Refused, reason);
    }

    Redriven send(RedrivenEvent event) {
        const std::string detail = row_.digest + " as " + event.source +
                                   (order_.edited ? ", corrected: " : ": ") + order_.why;
        auto body = note_sending(session_, row_, wording_of(event), order_.who, detail, consent_,
                                 base::wall_now().us);
        if (!body.ok()) return end(End::Failed, body.error().what);
        if (body.value() != event.body) {
            return end(End::Failed, "digest: another redrive of it is under way; run it again");
        }
        amqp::Message message;
        message.exchange = events::topology::kEvents;
        message.routing_key = event.routing_key;
        message.body = event.body;
        const Status sent = publish_confirmed(connection_.link, {std::move(message)}, kConfirmMs);
        if (!sent.ok()) return end(End::Unknown, sent.error().what);
        return settle(event);
    }

    Redriven settle(const RedrivenEvent& event) {
        Result<Fate> fate = Fate{};
        (void)wait_until(
            [&] {
                fate = read_fate(session_, event);
                return !fate.ok() || fate.value().known;
            },
            order_.wait_ms);
        if (!fate.ok()) return end(End::Unknown, fate.error().what);
        const int64_t now_us = base::wall_now().us;
        if (!fate.value().known) return end(End::Unknown, "the ledger has not taken it yet");
        const Status noted = fate.value().applied ? note_applied(session_, row_, order_.who, now_us)
                                                  : note_parked_again(session_, row_, fate.value(),
                                                                      order_.who, now_us);
        if (!noted.ok()) return end(End::Unknown, noted.error().what);
        return end(fate.value().applied ? End::Applied : End::Refused, fate.value().reason);
    }

    const Connection& connection_;
    db::Session& session_;
    ParkedRow row_;
    const RedriveOrder& order_;
    operators::Consent consent_{.given = true, .approval = 0, .said = ""};
};

}  // namespace

std::string_view name_of(Redriven::End end) {
    constexpr std::array<std::string_view, 6> kNames{"would apply", "applied", "refused",
                                                     "unknown",     "asked",   "failed"};
    return kNames.at(static_cast<size_t>(end));
}

Redriven redrive_one(const Connection& connection, const ParkedRow& row,
                     const RedriveOrder& order) {
    return OneRedrive{connection, row, order}.run();
}

}  // namespace ctl
