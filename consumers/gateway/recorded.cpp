#include "consumers/gateway/recorded.h"

namespace gateway {

Recorded recorded_of(const std::vector<RowAfter>& rows, const std::set<std::string>& touched,
                     const std::set<std::string>& uncounted) {
    Recorded recorded;
    std::set<std::string> accounts;
    std::set<std::string> without;
    for (const RowAfter& row : rows) {
        const bool unseen = uncounted.contains(row.id) && exits::is_final(row.state);
        if (unseen) without.insert(row.account);
        if (unseen || touched.contains(row.id)) accounts.insert(row.account);
        if (row.state == exits::State::Doubt) {
            recorded.in_doubt.push_back({row.account, row.id, row.reason});
        }
    }
    recorded.accounts.assign(accounts.begin(), accounts.end());
    recorded.uncounted.assign(without.begin(), without.end());
    return recorded;
}

}  // namespace gateway
