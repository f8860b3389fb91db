#pragma once

#include <functional>
#include <memory>
#include <string>

#include "consumers/notifier/gateway_request.h"
#include "consumers/notifier/outcome.h"

namespace notifier {

// Carries one notice to its channel. One thread; `deliver` blocks up to the channel's time-out.
class Courier {
  public:
    virtual ~Courier() = default;
    [[nodiscard]] virtual Outcome deliver(const Outgoing& outgoing) = 0;
};

// One for each sending thread: connections are not shared.
using MakeCourier = std::function<std::unique_ptr<Courier>()>;

struct MailForm {
    transfer::MailServer server;
    std::string from;       // address
    std::string from_name;  // may be empty
};
MakeCourier mail_couriers(const MailForm& form);

// `request` as parsed from the configuration.
MakeCourier gateway_couriers(const GatewayRequest& request, const GatewayStatuses& statuses,
                             const std::string& authorities);

}  // namespace notifier
