#include "common/operators/approval.h"

namespace operators {
namespace {

bool is_settled(ApprovalState state) {
    return state == ApprovalState::Done || state == ApprovalState::Refused ||
           state == ApprovalState::Withdrawn;
}

std::string state_problem(const Approval& approval, Decision decision, int64_t now_us) {
    if (is_settled(approval.state)) {
        const std::string by =
            approval.state == ApprovalState::Done ? "" : " by " + approval.decided.name;
        return "state: it is " + std::string{name_of(approval.state)} + by + " already";
    }
    if (!is_open(approval, now_us)) return "state: it is older than an hour; ask again";
    if (decision != Decision::Approve && approval.state != ApprovalState::Waiting) {
        return "state: it is " + std::string{name_of(approval.state)} + " already";
    }
    return {};
}

// "books 20260803" holds "books 20260803/gap 2 feed".
bool holds(std::string_view whole, std::string_view part) {
    return part.starts_with(whole) && (part.size() == whole.size() || part[whole.size()] == '/');
}

}  // namespace

bool contradict(const Act& one, const Act& other) {
    if (one.subject.empty() || other.subject.empty()) return false;
    if (one.action == other.action && one.what == other.what) return false;
    return holds(one.subject, other.subject) || holds(other.subject, one.subject);
}

std::string names_of(const std::vector<Approval>& all) {
    std::string text;
    for (const Approval& one : all) {
        text += (text.empty() ? "" : ", ") + std::to_string(one.id) + " (" + one.act.action + ", " +
                std::string{name_of(one.state)} + ", asked for by " + one.asked.name + ")";
    }
    return text;
}

bool is_open(const Approval& approval, int64_t now_us) {
    if (is_settled(approval.state)) return false;
    const int64_t since_us =
        approval.state == ApprovalState::Waiting ? approval.asked_us : approval.decided_us;
    return now_us - since_us < kApprovalLivesUs;
}

Step next_step(const std::optional<Approval>& open, const audit::Person& me) {
    if (!open) return Step::Ask;
    if (open->state != ApprovalState::Waiting) return Step::GoOn;
    return audit::check_second(open->asked, me).ok() ? Step::Approve : Step::Wait;
}

std::string who_agrees(const audit::Person& asked) {
    if (asked.by_token) return "another person, with a token of his own,";
    return "another person, under another OS user than " + asked.os_user + ",";
}

std::string where_all_are_one(const audit::Person& asked, const std::string& withdraw) {
    if (asked.by_token) return {};
    return "\nwhere all work as " + asked.os_user + ": " + withdraw +
           ", and ask again with an operator's token";
}

std::string problem_of(const Approval& approval, Decision decision, const audit::Person& me,
                       bool alone, int64_t now_us) {
    std::string problem = state_problem(approval, decision, now_us);
    if (!problem.empty()) return problem;
    if (decision == Decision::Withdraw) {
        const bool same = audit::folded(approval.asked.name) == audit::folded(me.name);
        if (!same) return "by: only " + approval.asked.name + ", who asked for it, may withdraw it";
        const bool shown = me.by_token || !approval.asked.by_token;
        return shown ? "" : "token: it was asked for with one, show it";
    }
    if (alone) return {};
    const auto second = audit::check_second(approval.asked, me);
    return second.ok() ? "" : second.error().what;
}

}  // namespace operators
