#include "consumers/archive/heads_keeper.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "common/base/clock.h"
#include "common/db/columns.h"
#include "common/log/log.h"
#include "common/site/day_store.h"
#include "consumers/archive/head_statements.h"
#include "consumers/archive/read_heads.h"

namespace archive {

using base::Status;
using base::Unit;

namespace {

constexpr std::chrono::milliseconds kEvery{500};
constexpr std::chrono::seconds kAfterError{5};
constexpr int64_t kLookAtDayUs = 10'000'000;
constexpr std::ptrdiff_t kRowsMax = 500;  // of one statement

}  // namespace

HeadsKeeper::HeadsKeeper(const db::DatabaseConfig& database, const ArchiveConfig& config,
                         int64_t through, ArchiveMetrics& metrics)
    : config_{config},
      metrics_{metrics},
      session_{database},
      begun_with_{through},
      through_{through},
      thread_{[this] { run(); }} {}

HeadsKeeper::~HeadsKeeper() {
    {
        const std::lock_guard lock{mutex_};
        closed_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void HeadsKeeper::tell(Heads heads, int64_t through) {
    const std::lock_guard lock{mutex_};
    through_ = through;
    if (lost_) return;
    raise_heads(heads_, heads);
    if (heads_.size() <= kHeadsMax) return;
    heads_.clear();
    lost_ = true;
}

// False: it is to end.
bool HeadsKeeper::wait() {
    std::unique_lock lock{mutex_};
    changed_.wait_for(lock, kEvery, [this] { return closed_; });
    return !closed_;
}

void HeadsKeeper::run() {
    base::MonoTime quiet_until;
    while (wait()) {
        if (base::mono_now() < quiet_until) continue;
        Status done = session_.connect();
        if (done.ok() && !caught_up_) done = catch_up();
        if (done.ok()) done = write();
        if (done.ok()) done = write_missing();
        metrics_.heads_told.set(done.ok() ? 1 : 0);
        if (done.ok()) {
            look_at_day();
            continue;
        }
        caught_up_ = false;
        missing_told_.reset();
        quiet_until = base::mono_now() + std::chrono::microseconds{kAfterError}.count();
        logging::warn("the heads of the record could not be told", {{"reason", done.error().what}});
    }
    if (session_.connected() && caught_up_) (void)write();
}

// Tells the heads that the files have and the database does not. Heads told meanwhile are written
// after it.
Status HeadsKeeper::catch_up() {
    int64_t through = -1;
    {
        const std::lock_guard lock{mutex_};
        lost_ = false;
        through = through_;
    }
    const auto rows = session_.query(select_progress(config_.folder));
    if (!rows.ok()) return rows.error();
    int64_t known = rows.value().empty() ? -1 : db::Columns{rows.value().front()}.integer();
    if (begun_with_ && known > *begun_with_) return replace_all(through);
    begun_with_.reset();
    Heads heads;
    if (known < through) {
        const HeadsFrom wanted{config_.folder, config_.partitions, known + 1, through, kHeadsMax};
        const Status read = read_heads(wanted, heads, [&] {
            return store(std::exchange(heads, {}), -1);  // the progress stays
        });
        if (!read.ok()) return read;
    }
    Status stored = store(heads, through);
    caught_up_ = stored.ok();
    return stored;
}

// The folder has less than it had: files have been taken away, or it is another one. Heads are what
// the record has. Until all of them are read the old ones stand.
Status HeadsKeeper::replace_all(int64_t through) {
    logging::error("the folder has less than the heads tell of: they are read from its files again",
                   {{"folder", config_.folder}});
    Heads heads;
    const HeadsFrom wanted{config_.folder, config_.partitions, 0, through, SIZE_MAX};
    if (Status read = read_heads(wanted, heads, {}); !read.ok()) return read;
    if (Status begun = session_.begin(); !begun.ok()) return begun;
    const auto aside = session_.execute(std::string{kSetHeadsAside});
    Status done = aside.ok() ? store(heads, through) : Status{aside.error()};
    if (done.ok()) {
        const auto forgotten = session_.execute(std::string{kForgetAside});
        if (!forgotten.ok()) done = forgotten.error();
    }
    if (!done.ok()) {
        session_.rollback();
        return done;
    }
    done = session_.commit();
    caught_up_ = done.ok();
    if (done.ok()) begun_with_.reset();
    return done;
}

// Only for the retention, which keeps everything until it is known.
void HeadsKeeper::look_at_day() {
    if (open_day_ != 0 && base::mono_now() - looked_at_day_ < kLookAtDayUs) return;
    looked_at_day_ = base::mono_now();
    const auto open = site::read_day(session_);
    if (open.ok()) open_day_ = open.value() ? open.value()->day : 0;
}

Status HeadsKeeper::write() {
    Heads heads;
    int64_t through = -1;
    {
        const std::lock_guard lock{mutex_};
        if (lost_) {
            caught_up_ = false;
            return Unit{};
        }
        if (heads_.empty()) return Unit{};
        heads = std::exchange(heads_, {});
        through = through_;
    }
    return store(heads, through);
}

Status HeadsKeeper::write_missing() {
    const int64_t missing = missing_files_;
    if (missing < 0 || missing_told_ == missing) return Unit{};
    const auto done = session_.execute(update_missing(config_.folder, missing));
    if (!done.ok()) return done.error();
    missing_told_ = missing;
    return Unit{};
}

// Without `through` the progress stays.
Status HeadsKeeper::store(const Heads& heads, int64_t through) {
    for (auto begin = heads.begin(); begin != heads.end();) {
        const auto end = std::next(begin, std::min(kRowsMax, std::distance(begin, heads.end())));
        const auto done = session_.execute(upsert_heads(begin, end));
        if (!done.ok()) return done.error();
        begin = end;
    }
    if (through < 0) return Unit{};
    const auto done = session_.execute(upsert_progress(config_.folder, through));
    if (!done.ok()) return done.error();
    return Unit{};
}

}  // namespace archive
