#include "common/verdict/verdict.h"

#include <algorithm>

#include "common/base/clock.h"
#include "common/base/exchange_clock.h"
#include "common/base/exchange_text.h"

namespace verdict {
namespace {

std::string many(int64_t count, const char* one) {
    return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

std::string seconds(int64_t us) { return std::to_string(us / base::kSecondUs) + " s"; }

class Findings {
  public:
    void add(Finding finding) { found_.push_back(std::move(finding)); }
    void site(Trust trust, std::string reason) {
        add({.trust = trust, .scope = Scope::Site, .name = {}, .reason = std::move(reason)});
    }
    std::vector<Finding> take() {
        std::ranges::stable_sort(found_, std::greater{}, &Finding::trust);
        return std::move(found_);
    }

  private:
    std::vector<Finding> found_;
};

bool is_market_time(int64_t now_us, const Limits& limits) {
    const int64_t second = base::exchange_time(now_us, base::kExchangeOffsetS).second_of_day;
    return second >= limits.market_from_s && second < limits.market_to_s;
}

// The reconciler has found no account in it, and that it lacks what the books have. So it is where
// every source's beginning is gone, too: nothing can be booked from what follows.
bool record_is_empty(const Inputs& inputs) {
    const auto knows_any = [](const Partition& one) { return one.accounts > 0; };
    return std::ranges::any_of(inputs.partitions, &Partition::incomplete) &&
           std::ranges::none_of(inputs.partitions, knows_any);
}

void of_day_and_record(const Inputs& inputs, const Limits& limits, Findings& findings) {
    if (!inputs.unread.empty()) {
        return findings.site(Trust::NotTrusted, "the books cannot be read: " + inputs.unread);
    }
    if (inputs.day == 0) return findings.site(Trust::NotTrusted, "no trading day is open");
    const uint32_t today = base::exchange_time(inputs.now_us, base::kExchangeOffsetS).day;
    if (inputs.now_us > 0 && inputs.day > today) {
        findings.site(Trust::NotTrusted, "the open day is " + std::to_string(inputs.day) +
                                             ", at the exchanges it is " + std::to_string(today));
    }
    if (inputs.day < today && inputs.today_has_events && is_market_time(inputs.now_us, limits)) {
        findings.site(Trust::NotTrusted, "the open day is " + std::to_string(inputs.day) +
                                             ", and events of " + std::to_string(today) +
                                             " have come");
    }
    if (inputs.missing_files > 0) {
        findings.site(Trust::NotTrusted,
                      many(inputs.missing_files, "file") + " of the day's record taken away");
    }
    // The archive writes a moment after the ledger.
    const bool begins = inputs.now_us - inputs.day_opened_us <= limits.behind_us_max;
    if (begins || !inputs.booked) return;
    if (!inputs.recorded) {
        findings.site(Trust::NotTrusted, "the record has nothing of the day, the books have");
    } else if (record_is_empty(inputs)) {
        findings.site(Trust::NotTrusted, "nothing of the day can be booked from the record");
    }
}

void of_share(const Inputs& inputs, const Limits& limits, Findings& findings) {
    int64_t accounts = 0;
    int64_t differing = 0;
    for (const Partition& partition : inputs.partitions) {
        accounts += partition.accounts;
        differing += partition.differing;
    }
    const bool too_many =
        differing > 1 && differing * 1000 > accounts * limits.differing_permille_max;
    if (!too_many) return;
    findings.site(Trust::NotTrusted, std::to_string(differing) + " of " +
                                         many(accounts, "account") + " differ from the record");
}

bool compared_lately(const Partition& one, const Inputs& inputs, const Limits& limits) {
    const int64_t since_us = std::max(one.compared_us, inputs.day_opened_us);
    return inputs.now_us - since_us <= limits.compared_us_max;
}

// It was started, or got its books back, so lately that nobody can expect its first round to be
// over.
bool in_first_round(const Inputs& inputs, const Limits& limits) {
    return inputs.comparing_us && *inputs.comparing_us <= limits.compared_us_max;
}

void of_first_round(const Inputs& inputs, const Limits& limits, Findings& findings) {
    const bool waits = std::ranges::any_of(inputs.partitions, [&](const Partition& one) {
        const bool lately = compared_lately(one, inputs, limits);
        return lately ? one.compared_us == 0 : in_first_round(inputs, limits);
    });
    if (waits) {
        findings.site(Trust::Trusted, "not compared yet: the reconciler is in its first round");
    } else if (std::ranges::any_of(inputs.partitions, [&](const Partition& one) {
                   return compared_lately(one, inputs, limits) && one.swept_us == 0;
               })) {
        findings.site(Trust::Trusted, "not every account has been compared yet");
    }
}

std::optional<int64_t> compared_ago_us(const Inputs& inputs) {
    if (inputs.partitions.empty()) return std::nullopt;
    const int64_t oldest =
        std::ranges::min_element(inputs.partitions, {}, &Partition::swept_us)->swept_us;
    if (oldest == 0) return std::nullopt;
    return std::max<int64_t>(inputs.now_us - oldest, 0);
}

void of_partition(const Partition& one, const Inputs& inputs, const Limits& limits,
                  Findings& findings) {
    const auto except = [&](std::string reason, bool holds = false) {
        findings.add({Trust::Exceptions, Scope::Partition, std::to_string(one.number),
                      std::move(reason), holds});
    };
    const int64_t behind = behind_us(one, is_paused(inputs, one.number));
    if (behind > limits.behind_us_max) {
        except("recorded events are missing in the books for " + seconds(behind), true);
    }
    if (one.unlisted > 0) {
        except(many(one.unlisted, "account") + " more differ from the record, not named yet", true);
    }
    if (one.incomplete) except("the record lacks events that the books have, nothing is compared");
    if (!compared_lately(one, inputs, limits) && !in_first_round(inputs, limits)) {
        except(one.compared_us == 0 ? "the reconciler has not compared it on this day"
                                    : "the reconciler compared it last " +
                                          seconds(inputs.now_us - one.compared_us) + " ago");
    }
}

void of_pause(const Pause& pause, const Inputs& inputs, Findings& findings) {
    const auto one = std::ranges::find(inputs.partitions, pause.partition, &Partition::number);
    const int64_t missing = one == inputs.partitions.end() ? 0 : one->missing;
    findings.add({Trust::Exceptions, Scope::Partition, std::to_string(pause.partition),
                  pause_text(pause, missing), true});
}

void of_account(const Account& one, Findings& findings) {
    std::string reason;
    if (one.differing > 0) {
        reason = many(one.differing, "row") + (one.differing == 1 ? " differs" : " differ") +
                 " from the record";
    }
    if (one.parked > 0) {
        reason += (reason.empty() ? "" : ", ") + many(one.parked, "event") +
                  (one.parked == 1 ? " is parked" : " are parked");
    }
    if (one.edited > 0) {
        reason += (reason.empty() ? "" : ", ") + many(one.edited, "event") +
                  (one.edited == 1 ? " is" : " are") + " booked as a person has changed " +
                  (one.edited == 1 ? "it" : "them");
    }
    if (reason.empty()) return;
    findings.add({Trust::Exceptions, Scope::Account, one.name, std::move(reason), one.holding > 0});
}

void of_nameless(int64_t parked, Findings& findings) {
    if (parked == 0) return;
    const std::string count =
        parked > kNamelessMax ? std::to_string(kNamelessMax) + " or more" : std::to_string(parked);
    const bool one = parked == 1;
    findings.site(Trust::Exceptions, count + (one ? " event is" : " events are") + " parked that " +
                                         (one ? "names" : "name") + " no account");
}

bool in_market_hours(const Inputs& inputs, const Limits& limits) {
    const uint32_t today = base::exchange_time(inputs.now_us, base::kExchangeOffsetS).day;
    return today == inputs.day && is_market_time(inputs.now_us, limits);
}

void of_session(const Session& one, bool market, const Limits& limits, Findings& findings) {
    if (!market) return;
    const bool drop_copy = one.kind == Session::Kind::DropCopy;
    if (!one.logged_on && drop_copy) {
        findings.add(
            {Trust::Exceptions, Scope::Session, one.name, "the drop copy is not logged on"});
    } else if (!one.logged_on) {
        const std::string& name = one.exchange.empty() ? one.name : one.exchange;
        findings.add({Trust::Exceptions, Scope::Exchange, name,
                      "the session " + one.name + " is not logged on", true});
    } else if (drop_copy && one.silent_us > limits.silent_us_max) {
        // Where the main site has failed nobody trades, and silence is what is right.
        findings.add({Trust::Trusted, Scope::Session, one.name,
                      "the drop copy has been silent for " + seconds(one.silent_us)});
    }
}

void of_helpers(const Inputs& inputs, const Limits& limits, Findings& findings) {
    for (const std::string& name : inputs.helpers_down) {
        findings.site(Trust::Trusted, name + " does not do its work");
    }
    const int64_t apart_us = std::abs(inputs.clock_apart_us.value_or(0));
    if (apart_us > limits.clock_us_max) {
        findings.site(Trust::Trusted, "the database's clock is " + std::to_string(apart_us / 1000) +
                                          " ms from this machine's");
    }
}

// Since when the exchange's totals are not compared; 0: they are.
int64_t uncompared_since_us(const Inputs& inputs, const Limits& limits) {
    if (!inputs.totals) return 0;
    const Totals& totals = *inputs.totals;
    if (!totals.wanted) return totals.since_us;
    const int64_t last_us = totals.compared_us > 0 ? totals.compared_us : totals.since_us;
    const int64_t since_us = std::max(last_us, inputs.day_opened_us);
    const bool old = inputs.now_us - since_us > limits.compared_us_max;
    return old && !in_first_round(inputs, limits) ? since_us : 0;
}

// What was found before may be so no more, and what is wrong now nobody has found.
void of_totals(const Inputs& inputs, const Limits& limits, Findings& findings) {
    const int64_t since_us = uncompared_since_us(inputs, limits);
    const bool wanted = !inputs.totals || inputs.totals->wanted;
    if (since_us != 0) {
        const std::string& why = inputs.totals->reason;
        findings.site(Trust::Trusted,
                      "not compared with the exchange" +
                          (wanted ? " for " + seconds(inputs.now_us - since_us) : std::string{}) +
                          (why.empty() ? "" : ": " + why));
    }
    for (const Exchange& one : inputs.exchanges) {
        if (one.differing == 0 || !wanted) continue;
        const bool dated = since_us != 0 && inputs.totals && inputs.totals->compared_us > 0;
        const std::string old =
            dated ? ", as compared " + seconds(inputs.now_us - since_us) + " ago" : "";
        findings.add(
            {Trust::Exceptions, Scope::Exchange, one.name,
             "of its totals " + std::to_string(one.differing) + " differ from the books'" + old});
    }
}

int64_t count(const std::vector<Finding>& findings, Scope scope) {
    std::vector<std::string> names;
    for (const Finding& one : findings) {
        if (one.trust == Trust::Exceptions && one.scope == scope) names.push_back(one.name);
    }
    std::ranges::sort(names);
    return std::ranges::unique(names).begin() - names.begin();
}

}  // namespace

Verdict judge(const Inputs& inputs, const Limits& limits) {
    Findings findings;
    of_day_and_record(inputs, limits, findings);
    of_share(inputs, limits, findings);
    for (const Pause& one : inputs.pauses) of_pause(one, inputs, findings);
    for (const Partition& one : inputs.partitions) of_partition(one, inputs, limits, findings);
    of_first_round(inputs, limits, findings);
    for (const Account& one : inputs.accounts) of_account(one, findings);
    of_nameless(inputs.nameless_parked, findings);
    of_totals(inputs, limits, findings);
    const bool market = in_market_hours(inputs, limits);
    for (const Session& one : inputs.sessions) of_session(one, market, limits, findings);
    of_helpers(inputs, limits, findings);
    Verdict verdict;
    verdict.findings = findings.take();
    if (!verdict.findings.empty()) verdict.trust = verdict.findings.front().trust;
    verdict.accounts = count(verdict.findings, Scope::Account);
    verdict.partitions = count(verdict.findings, Scope::Partition);
    verdict.exchanges = count(verdict.findings, Scope::Exchange);
    verdict.sessions = count(verdict.findings, Scope::Session);
    verdict.more_accounts = inputs.more_accounts;
    verdict.compared_ago_us = compared_ago_us(inputs);
    return verdict;
}

int64_t behind_us(const Partition& partition, bool paused) {
    if (paused) return 0;
    int64_t lacks_us = partition.missing > 0 ? partition.stood_us : 0;
    if (partition.whole_us) lacks_us = std::min(lacks_us, *partition.whole_us);
    return std::max<int64_t>({lacks_us, partition.gap_us, 0});
}

bool is_paused(const Inputs& inputs, int64_t partition) {
    return std::ranges::any_of(inputs.pauses, [partition](const Pause& one) {
        return one.partition == partition && one.resumed_us == 0;
    });
}

std::string pause_text(const Pause& pause, int64_t missing) {
    const std::string by = pause.by + ": " + pause.reason;
    std::string text = pause.resumed_us == 0
                           ? "paused by " + pause.by + " since " +
                                 base::exchange_text(pause.since_us) + ": " + pause.reason
                           : "exits wait, the books are catching up since " +
                                 base::exchange_text(pause.resumed_us) + "; was paused by " + by;
    if (missing > 0) {
        text += "; " + many(missing, "recorded event") + (missing == 1 ? " waits" : " wait");
    }
    return text;
}

std::string headline(const Verdict& verdict) {
    std::string text{name_of(verdict.trust)};
    if (verdict.trust == Trust::NotTrusted) {
        return text + ": " + sentence_of(verdict.findings.front());
    }
    const char* between = ": ";
    const auto add = [&](int64_t number, const char* what, bool more) {
        if (number == 0) return;
        text += between + many(number, what) + (more ? " or more" : "");
        between = ", ";
    };
    add(verdict.accounts, "account", verdict.more_accounts);
    add(verdict.partitions, "partition", false);
    add(verdict.exchanges, "exchange", false);
    add(verdict.sessions, "session", false);
    const bool counts_none =
        verdict.accounts + verdict.partitions + verdict.exchanges + verdict.sessions == 0;
    if (verdict.trust == Trust::Exceptions && counts_none) {
        text += between + sentence_of(verdict.findings.front());
    }
    return text;
}

std::string compared_text(const Verdict& verdict) {
    if (!verdict.compared_ago_us) return {};
    return "every account compared in the last " +
           seconds(*verdict.compared_ago_us + base::kSecondUs - 1);
}

std::string sentence_of(const Finding& finding) {
    if (finding.scope == Scope::Site) return finding.reason;
    return std::string{name_of(finding.scope)} + " " + finding.name + ": " + finding.reason;
}

Activation by_hand(Trust trust) {
    return trust == Trust::NotTrusted ? Activation::Refuses : Activation::Activates;
}

Activation by_itself(Trust trust) {
    return trust == Trust::NotTrusted ? Activation::PagesAndWaits : Activation::Activates;
}

}  // namespace verdict
