#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/base/clock.h"
#include "common/exits/exit.h"
#include "consumers/gateway/answers.h"
#include "consumers/gateway/deliveries.h"
#include "consumers/gateway/hearings.h"
#include "consumers/gateway/holds.h"
#include "consumers/gateway/names.h"
#include "consumers/gateway/records.h"
#include "consumers/gateway/references.h"
#include "consumers/gateway/steps.h"
#include "consumers/gateway/throttle.h"
#include "consumers/gateway/turns.h"

namespace gateway {

// The outcome of a Mark.
struct Marked {
    std::vector<exits::Exit> won;      // ours to send
    std::vector<std::string> settled;  // were not planned any more, or have been fenced off
    std::vector<std::string> again;    // still planned: the site's state changed in between
    base::MonoTime begun;              // of the transaction
};

struct BookAnswer {
    std::string id;      // of the row in `exits`
    bool known = false;  // the order; of a cancel: its target has ended
};

// The orders of one FIX session between the queue and the exchange's first answer. Pure: inputs
// and time in, steps out. Guarantee: an order is sent at most once, right after the statement that
// marked it under the present epoch; one that was marked and may have been sent is asked for until
// the exchange, or the drop copy, has said what it knows.
class Desk {
  public:
    struct Limits {
        int64_t answer_timeout_us = 5'000'000;
        // After a logon, before anything is sent or concluded: both sides close their gaps.
        int64_t settle_us = 100'000;
        int64_t mark_valid_us = 2'000'000;  // an older mark is put back, not sent
        size_t batch_max = 500;             // rows of one statement
        size_t waiting_max = 100'000;       // rows read and not marked yet
        size_t references_max = 100'000;    // MsgSeqNums, and hearings, remembered
    };
    struct Counts {
        size_t waiting_cancels = 0;
        size_t waiting_orders = 0;
        size_t unanswered = 0;  // on the wire, and in doubt
        size_t in_doubt = 0;
        int64_t oldest_in_doubt_us = 0;
    };

    // `own_mark`: how the marks of this process begin. `dialect` must outlive the desk.
    Desk(Limits limits, Throttle throttle, const fix::Dialect& dialect, std::string own_mark);

    void on_message(DeliveryKey key, const std::vector<std::string>& ids);
    void on_link_lost() { deliveries_.forget(); }
    void on_logon(base::MonoTime now);
    void on_logout();
    // Both sides of the session count anew.
    void on_numbers_reset() { references_.forget(); }
    // No further marks: the service stops.
    void close() { closed_ = true; }

    void on_looked(const std::vector<std::string>& asked, std::vector<exits::Exit> rows);
    void on_marked(Marked marked, base::MonoTime now);
    void on_sent(const std::string& id, int64_t seq, base::MonoTime now, int64_t wall_us);
    void on_not_sent(const std::string& id);
    void on_too_late(const std::string& id);
    void on_asked(const std::string& id, int64_t seq, base::MonoTime now);
    // What the exchange says, and what it means for our orders.
    void on_exchange(fix::FromExchange message, base::MonoTime now);
    // It says of an order of ours what nobody can read: the books decide. Of no order of ours:
    // unmatched. `names`: as fix::names_in.
    void on_unreadable(fix::ExecutionReport names, const std::string& why, base::MonoTime now);
    void on_answer(const Answer& answer, base::MonoTime now);
    void on_books(const std::vector<BookAnswer>& answers, base::MonoTime now);
    // A row of this account says what no plan has counted with, and the square-off has been woken.
    void await_look(const std::string& account, base::MonoTime now);
    // A row of this account is planned again, and the square-off has been woken: while the row was
    // marked nobody could withdraw it.
    void on_put_back(const std::string& account, base::MonoTime now);
    // These are in the rows now; what must be looked at for it has been told by `await_look`.
    void on_written(const Records& records, base::MonoTime now);
    // All open rows of the session: at the start, after each logon, and now and then. Nothing is
    // marked before the first time: an earlier process may have left what no plan has counted with.
    void on_found(std::vector<exits::Exit> rows, base::MonoTime now);

    // That is open, and not over; 0: none. Told with each look at the rows.
    void on_day(uint32_t day) { day_ = day; }

    // What is to be done now, in order.
    [[nodiscard]] std::vector<Step> steps(base::MonoTime now);
    [[nodiscard]] std::vector<DeliveryKey> settled() { return deliveries_.take(); }
    // When `steps` may have something without a further input; at most `limit_us`.
    [[nodiscard]] int64_t next_us(base::MonoTime now, int64_t limit_us);
    [[nodiscard]] Counts counts(base::MonoTime now) const;
    [[nodiscard]] int64_t throttle_available(base::MonoTime now) {
        return throttle_.available(now);
    }
    [[nodiscard]] bool busy() const { return marking_; }

  private:
    enum class Phase { Looking, Waiting, Marking, Unanswered };
    struct Entry {
        exits::Exit order;
        Phase phase{};
        bool recorded = true;  // its row says `sent`, or will
        base::MonoTime since;  // on the wire, or found
        base::MonoTime due;    // to be asked for
        int asks = 0;
        int64_t asked_in = 0;       // logon in which the exchange was asked last
        bool status_taken = true;   // false: the exchange does not understand 35=H for it
        bool asking_books = false;  // the answer is on its way
    };
    using Entries = std::unordered_map<std::string, Entry>;

    [[nodiscard]] bool ready(base::MonoTime now) const;
    [[nodiscard]] size_t waiting() const { return cancels_.size() + orders_.size(); }
    // But for the orders of accounts that are held.
    [[nodiscard]] size_t may_go() const { return cancels_.ready() + orders_.ready(); }
    [[nodiscard]] int64_t worth_marking() const;
    void look(std::vector<Step>& steps);
    void mark(std::vector<Step>& steps, base::MonoTime now);
    void ask(std::vector<Step>& steps, base::MonoTime now);
    void wait_in_line(Entry& entry, bool at_front);
    void put_back(Entry& entry);
    void await(Entry& entry, base::MonoTime due);
    void postpone(Entry& entry, base::MonoTime now);
    void end(const std::string& id);
    void know(Entry& entry);
    void reject(const std::string& id, const std::string& reason, exits::Rejection kind,
                bool stranger = false);
    // Of an order that is on the wire and has no answer; null: it is not.
    [[nodiscard]] Entry* unanswered(const std::string& id);
    void hear(const std::string& id, const Told& told, bool rejected, base::MonoTime now,
              std::string contradiction = {});
    void rejected(const Rejected& answer, base::MonoTime now);
    static exits::Rejection kind_of(const Rejected& answer);
    Unwritten unwritten(const std::string& id, const Hearings::Heard& heard, base::MonoTime now);
    void release(base::MonoTime now);
    void not_taken(const NotTaken& answer, base::MonoTime now);

    const Limits limits_;
    Throttle throttle_;
    const fix::Dialect& dialect_;
    const std::string own_mark_;
    Deliveries deliveries_;
    Entries entries_;
    std::deque<std::string> to_look_;
    Turns cancels_;
    Turns orders_;
    size_t for_orders_ = 0;  // of the marks since the last one that was kept for an order
    std::vector<std::string> in_mark_;
    std::set<std::pair<base::MonoTime, std::string>> due_;
    References references_;
    Hearings hearings_;
    Names names_;
    Holds holds_;
    // Sent by an earlier process, and known: their rows still look as if nothing had been heard.
    std::set<std::string> known_;
    std::vector<Step> outbox_;
    uint64_t unwritten_ = 0;       // counts
    std::optional<uint32_t> day_;  // nobody has told it yet
    bool looking_ = false;
    bool marking_ = false;
    bool found_ = false;
    bool closed_ = false;
    bool logged_on_ = false;
    int64_t logon_ = 0;  // counts
    base::MonoTime logon_at_{};
};

}  // namespace gateway
