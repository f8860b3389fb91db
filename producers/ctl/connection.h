#pragma once

#include <memory>
#include <string>

#include "common/amqp/link_config.h"
#include "common/audit/person.h"
#include "common/base/result.h"
#include "common/db/session.h"
#include "common/operators/settings.h"
#include "common/verdict/verdict.h"

namespace service {
class Startup;
}

namespace ctl {

// BrokerIfGiven: the broker's password is taken where there is one; without it `link` is of no use.
enum class Use { Database, DatabaseAndBroker, DatabaseAndBrokerIfGiven };

// What the commands work with, from the TOML file: [database], [amqp], [ctl] and [log].
// The section [ctl].
struct CtlConfig {
    int32_t partitions = 4;      // of the deployment: which queue an account's commands go through
    std::string templates;       // file with the fields of each notice's template; "" none
    std::string archive_folder;  // where backstop-archive writes; "" not on this machine
};
CtlConfig ctl_config(config::Section& section);

struct Connection {
    std::unique_ptr<db::Session> session;  // connected
    db::DatabaseConfig database;           // that of the session, for a second one
    amqp::LinkConfig link;                 // with its password where `use` asks for the broker
    int32_t partitions = 4;                // of the deployment
    verdict::Limits verdict = {};          // from the section [verdict]
    operators::Settings operators = {};    // from the section [operators]
    std::string templates;                 // the file that declares them; empty: not known
    std::string archive_folder;            // with the record; empty: not on this machine
};

// What the configuration says, and nothing asked yet: for what can be wrong use before that. Ends
// the process with exit code 2, saying all that is wrong, where the configuration is not good.
// `io_timeout_s`: 0 for the usual one.
Connection configured(const std::string& config, Use use, int io_timeout_s = 0);
base::Status open_session(Connection& connection);
// Both.
base::Result<Connection> connect(const std::string& config, Use use, int io_timeout_s = 0);

// Empty, or that the deployment has no such partition: wrong use.
std::string problem_of_partition(const Connection& connection, int64_t partition);

// Ends the process with exit code 2, saying all that is wrong. Where nothing is, nothing is written
// to a log from then on: what a person or a script has to know, the command says.
void begin_or_end(service::Startup& startup);

// Who acts at this terminal: the operator whose token is shown (common/operators/shown_token.h),
// else whom `by` names, "" for the OS user. Invalid: the token is nobody's, or `by` names somebody
// else. Blocks.
base::Result<audit::Person> acting(db::Session& session, const std::string& by);

}  // namespace ctl
