#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/amqp/queue_depth.h"
#include "producers/ctl/connection.h"

// Whether a ledger is there that can do what a pause or its end asks of it: one that runs reads its
// partition's queue, also while it is paused.
namespace ctl {

// "no ledger reads ledger.00, ledger.02: start it; until then nothing is applied". Empty: each is
// read. Pure.
std::string without_ledger(const std::vector<amqp::QueueLook>& queues);

// The same of these partitions' queues as the broker has them now; where it does not answer, that:
// without it no ledger goes on. Empty, too, where the broker's password was not given. Blocks.
std::string look_for_ledgers(const Connection& connection, const std::vector<int32_t>& partitions);

}  // namespace ctl
