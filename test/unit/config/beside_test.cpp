#include "common/config/beside.h"

#include <doctest/doctest.h>

TEST_CASE("config/beside: a relative path counts from the folder of the file") {
    CHECK_EQ(config::beside("/etc/backstop/ctl.toml", "templates.toml"),
             "/etc/backstop/templates.toml");
    CHECK_EQ(config::beside("etc/ctl.toml", "."), "etc/.");
    CHECK_EQ(config::beside("ctl.toml", "lib/archive"), "lib/archive");
}

TEST_CASE("config/beside: an absolute path and none at all stay") {
    CHECK_EQ(config::beside("/etc/backstop/ctl.toml", "/srv/archive"), "/srv/archive");
    CHECK_EQ(config::beside("/etc/backstop/ctl.toml", ""), "");
}
