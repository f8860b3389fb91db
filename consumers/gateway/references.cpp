#include "consumers/gateway/references.h"

#include <algorithm>
#include <utility>

namespace gateway {
namespace {

// An id that it says, other than this one, means another message.
bool names_another(const NotTaken& answer, const std::string& id) {
    return !answer.named.empty() &&
           std::find(answer.named.begin(), answer.named.end(), id) == answer.named.end();
}

bool is_type_of_ours(const std::string& type) { return type == "D" || type == "F" || type == "H"; }

}  // namespace

void References::add(int64_t seq, Sent sent) {
    if (!sent_.empty() && seq <= sent_.rbegin()->first) forget();
    sent_.emplace(seq, std::move(sent));
    if (sent_.size() > messages_max_) sent_.erase(sent_.begin());
}

std::optional<References::Sent> References::answered_by(const NotTaken& answer) const {
    if (const auto found = sent_.find(answer.ref_seq); found != sent_.end()) {
        const Sent& sent = found->second;
        // 372 must be there in 35=j; in 35=3 it may be missing.
        const bool typed =
            answer.ref_type.empty() ? !answer.business : answer.ref_type == sent.type;
        if (!typed || names_another(answer, sent.id)) return std::nullopt;
        return sent;
    }
    // Sent by an earlier process, or no number is told: an id and the type must say it.
    const bool before_ours = sent_.empty() || answer.ref_seq < sent_.begin()->first;
    const bool earlier = answer.ref_seq == 0 || (before_ours && !anew_);
    if (!earlier || answer.named.empty() || !is_type_of_ours(answer.ref_type)) return std::nullopt;
    const std::string& id = answer.named.front();
    const bool one = std::all_of(answer.named.begin(), answer.named.end(),
                                 [&](const std::string& other) { return other == id; });
    if (!one || !is_own(id)) return std::nullopt;
    return Sent{id, answer.ref_type};
}

}  // namespace gateway
