#include "producers/ctl/watch/overview_setting.h"

#include "common/amqp/read_link_config.h"
#include "common/service/startup.h"
#include "common/verdict/limits.h"

namespace ctl {

overview::OverviewConfig overview_setting(service::Startup& startup) {
    auto section = startup.section("overview");
    overview::OverviewConfig config = overview::overview_config(section);
    auto verdict = startup.section("verdict");
    config.verdict = verdict::limits_of(verdict);
    auto amqp = startup.section("amqp");
    config.vhost = amqp::link_config(amqp, "backstop-ctl").vhost;
    return config;
}

}  // namespace ctl
