#pragma once

#include "common/http/router.h"
#include "producers/venue/venue.h"

namespace venue {

// The operator's desk, beside the health routes. docs/venue.md lists the paths and parameters.
// Commands answer 200 once they are on file, 400 where a parameter is wrong, 409 with the
// exchange's reason where it refused. Lists are JSON lines. `venue` must outlive the router.
void add_commands(http::Router& router, Venue& venue);
void add_lists(http::Router& router, const Venue& venue);

}  // namespace venue
