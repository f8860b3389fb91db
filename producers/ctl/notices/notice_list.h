#pragma once

#include <array>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/db/session.h"
#include "common/notices/notice.h"

namespace ctl {

// Which notices are meant; an empty text does not restrict.
struct NoticeFilter {
    std::string account;
    std::string state;
    std::string id;  // of a notice, or that a broadcast was given
};

struct ListedNotice {
    std::string id, account;
    std::string recipient;  // masked; of an account that of its customer now, "" where he has none
    std::string channel, name_of_template, state, reason;
    bool urgent = false;
    int64_t attempts = 0, created_us = 0, changed_us = 0;
    int64_t due_us = 0;      // its turn; 0: none was given
    std::string waits = {};  // why it has not gone yet, in words; see waiting_text
};
struct NoticeList {
    std::array<int64_t, events::kNames<notices::State>.size()> by_state{};  // of all that fit
    std::vector<ListedNotice> newest;
};

// Nothing fits, not even beyond the newest.
bool is_empty(const NoticeList& list);

base::Result<NoticeList> read_notices(db::Session& session, const NoticeFilter& filter,
                                      int64_t limit, int64_t now_us);  // the database's clock

// Pure, as what follows.
std::string where_of(const NoticeFilter& filter);
std::string notices_table(const NoticeList& list);
std::string notices_json(const NoticeList& list);

}  // namespace ctl
