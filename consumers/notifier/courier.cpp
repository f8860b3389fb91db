#include "consumers/notifier/courier.h"

#include "common/base/clock.h"
#include "common/transfer/mail_text.h"

namespace notifier {
namespace {

class MailCourier : public Courier {
  public:
    explicit MailCourier(const MailForm& form) : form_{form}, client_{form.server} {}

    Outcome deliver(const Outgoing& outgoing) override {
        transfer::Mail mail{form_.from, outgoing.recipient, {}};
        mail.content = transfer::compose({.from = form_.from,
                                          .from_name = form_.from_name,
                                          .to = outgoing.recipient,
                                          .subject = outgoing.subject,
                                          .body = outgoing.text,
                                          .id = outgoing.id,
                                          .date = base::wall_now()});
        return judge(client_.send(mail));
    }

  private:
    const MailForm form_;
    transfer::MailClient client_;
};

class GatewayCourier : public Courier {
  public:
    GatewayCourier(GatewayRequest request, GatewayStatuses statuses, const std::string& authorities)
        : request_{std::move(request)}, statuses_{std::move(statuses)}, client_{authorities} {}

    Outcome deliver(const Outgoing& outgoing) override {
        return judge(client_.send(request_.of(outgoing)), statuses_);
    }

  private:
    const GatewayRequest request_;
    const GatewayStatuses statuses_;
    transfer::HttpClient client_;
};

}  // namespace

MakeCourier mail_couriers(const MailForm& form) {
    return [form] { return std::make_unique<MailCourier>(form); };
}

MakeCourier gateway_couriers(const GatewayRequest& request, const GatewayStatuses& statuses,
                             const std::string& authorities) {
    return [=] { return std::make_unique<GatewayCourier>(request, statuses, authorities); };
}

}  // namespace notifier
