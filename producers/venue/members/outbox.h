#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/fix/engine.h"
#include "producers/venue/answers.h"
#include "producers/venue/members/replies.h"

namespace venue {

// Carries the number of a session's answer, dense from 1 for each session and day. The member need
// not read it; it tells a venue that was killed how far its answers had come.
inline constexpr int kAnswerNumberTag = 9717;

// Whether an answer goes to a session. `members`: of each session, as in ExchangeConfig.
bool concerns(const Output& answer, SessionId session, SessionRole role,
              const std::vector<uint16_t>& members);

// One session's place in the day's answers: sends what concerns it, once, in order, whenever it is
// logged on. Loop thread only. What it is given must outlive it.
class Outbox {
  public:
    Outbox(SessionId session, const SessionTerms& terms, const std::vector<uint16_t>& members,
           const ReplyTerms& reply_terms, const Answers& answers);

    // Finds its place again from what the engine has stored for the member. Fatal: more was sent
    // than the answers hold.
    base::Status resume(const fix::Engine& engine);
    // Sends at most `messages_max`. True: there is more to send, and it may be sent now.
    bool send(fix::Engine& engine, size_t messages_max);
    // Answers that this session has not looked at yet.
    [[nodiscard]] size_t behind() const { return answers_.size() - next_; }
    [[nodiscard]] int64_t sent() const { return number_; }

  private:
    [[nodiscard]] bool concerns_us(const Output& answer) const {
        return concerns(answer, session_, terms_.role, members_);
    }

    const SessionId session_;
    const SessionTerms& terms_;
    const std::vector<uint16_t>& members_;
    const ReplyTerms reply_terms_;
    const Answers& answers_;
    size_t next_ = 0;     // into `answers_`
    int64_t number_ = 0;  // of the last one that is the member's
};

// The answer number of the newest stored message that has one; 0: there is none.
int64_t last_answer_number(const fix::Engine& engine, const std::string& session);

}  // namespace venue
