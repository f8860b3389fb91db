#include "test/hostile/exit_rows.h"

#include <algorithm>

namespace hostile {

using exits::Exit;
using exits::State;
using exits::Word;

namespace {

bool concerns(const Exit& row, Word word) {
    const auto before = exits::states_before(word);
    return std::ranges::find(before, row.state) != before.end();
}

bool move(Exit& row, Word word, bool in_books, int64_t now_us) {
    exits::Facts facts = exits::facts_of(row);
    facts.in_books = in_books;
    const auto to = exits::next(facts, word);
    if (!to) return false;
    if (*to == State::Doubt && (row.state != State::Doubt || word == Word::HearFill)) {
        row.ended_us = 0;
        row.doubt_us = now_us;
    }
    row.state = *to;
    return true;
}

Word word_of(exits::Rejection kind) {
    if (kind == exits::Rejection::NotTaken) return Word::NotTaken;
    return kind == exits::Rejection::NotReceived ? Word::NotReceived : Word::HearReject;
}

struct Apply {
    const RowOf& row_of;
    const InBooks& in_books;
    int64_t now_us;
    uint64_t moved = 0;

    void each(const std::vector<std::string>& ids, Word word) {
        for (const std::string& id : ids) {
            Exit* const row = row_of(id);
            if (row != nullptr && move(*row, word, in_books(id), now_us)) ++moved;
        }
    }
    void operator()(const exits::PutOnWire& change) {
        for (const exits::SentRow& sent : change.rows) {
            Exit* const row = row_of(sent.id);
            if (row == nullptr || row->sender != change.mark) continue;
            if (row->sent_us == 0) row->sent_us = sent.sent_us;
            if (move(*row, Word::OnWire, in_books(sent.id), now_us)) ++moved;
        }
    }
    void operator()(const exits::HeardFills& change) {
        for (const exits::HeardRow& heard : change.rows) {
            Exit* const row = row_of(heard.id);
            if (row == nullptr || row->is_cancel()) continue;
            row->lived = true;
            const int64_t filled = heard.all ? std::max(row->quantity, heard.filled) : heard.filled;
            if (filled <= row->heard) continue;
            row->heard = filled;
            row->short_us = 0;
            ++moved;
        }
    }
    void operator()(const exits::Refused& change) { each(change.ids, Word::Refuse); }
    void operator()(const exits::Contradicted& change) { each(change.ids, Word::Contradict); }
    void operator()(const exits::RejectedBy& change) {
        for (const std::string& id : change.ids) {
            const Exit* const row = row_of(id);
            if (row == nullptr) continue;
            if (change.kind == exits::Rejection::OfCancel && !row->is_cancel()) continue;
            each({id}, word_of(change.kind));
        }
    }
    void operator()(const exits::FillsSeen& change) { each(change.ids, Word::HearFill); }
    void operator()(const exits::LivesSeen& change) { each(change.ids, Word::HearLife); }
};

}  // namespace

bool mark(Exit& row, const std::string& mark, const Site& site, int64_t now_us) {
    if (!concerns(row, Word::Mark)) return false;
    if (row.state != State::Planned && row.sender != mark) return false;
    const bool may =
        site.active && site.epoch == row.epoch && row.expires_us > now_us && !site.day_is_over;
    move(row, may ? Word::Mark : Word::Fence, false, now_us);
    if (may) row.sender = mark;
    return may;
}

bool put_back(Exit& row, const std::string& mark, int64_t now_us) {
    if (row.sender != mark || !move(row, Word::PutBack, false, now_us)) return false;
    row.sender.clear();
    return true;
}

bool withdraw(Exit& row, int64_t now_us) {
    if (!move(row, Word::Withdraw, false, now_us)) return false;
    row.ended_us = now_us;
    return true;
}

void write_by_books(Exit& row, const Exit& moved) {
    const bool may = exits::may_write(row, moved);
    row.filled = moved.filled;
    if (!may) return;
    row.state = moved.state;
    row.reason = moved.reason;
    row.ended_us = moved.ended_us;
    row.doubt_us = moved.doubt_us;
    row.short_us = moved.short_us;
}

uint64_t apply(const exits::Change& change, const RowOf& row_of, const InBooks& in_books,
               int64_t now_us) {
    Apply apply{row_of, in_books, now_us};
    std::visit(apply, change);
    return apply.moved;
}

}  // namespace hostile
