#include <fmt/core.h>

#include "common/account/known_account.h"
#include "common/db/now.h"
#include "producers/ctl/connection.h"
#include "producers/ctl/doubts/in_doubt.h"
#include "producers/ctl/exit_codes.h"
#include "producers/ctl/notices/notice_list.h"
#include "producers/ctl/notices/notify_command.h"

namespace ctl {

int show_notices(const NoticesOptions& options) {
    constexpr std::string_view kCommand = "notices";
    const auto connection = connect(options.config, Use::Database);
    if (!connection.ok()) return failed(kCommand, connection.error());
    db::Session& session = *connection.value().session;
    const auto now = db::read_now_us(session);
    if (!now.ok()) return failed(kCommand, now.error());
    const auto list = read_notices(session, {options.account, options.state, options.id},
                                   options.limit, now.value());
    if (!list.ok()) return failed(kCommand, list.error());
    if (is_empty(list.value()) && !options.id.empty()) {
        const auto any = read_notices(session, {"", "", options.id}, 1, now.value());
        if (!any.ok()) return failed(kCommand, any.error());
        if (is_empty(any.value())) {
            return failed(kCommand, "id: no notice and no broadcast " + options.id +
                                        " is known here (never sent, or pruned)");
        }
    }
    const auto known = account::check_account_of_empty(*connection.value().session, options.account,
                                                       is_empty(list.value()));
    if (!known.ok()) return failed(kCommand, known.error());
    fmt::print("{}",
               options.json ? notices_json(list.value()) + "\n" : notices_table(list.value()));
    return kDone;
}

}  // namespace ctl
