#pragma once

#include <string>
#include <vector>

#include "common/amqp/queue_depth.h"
#include "common/events/json_text.h"
#include "common/overview/overview.h"
#include "producers/ctl/connection.h"

// Commands that were published, stand in their queue, and nobody takes them out: no table knows
// them yet.
namespace ctl {

struct UnreadCommands {
    std::vector<amqp::QueueLook> queues;  // that hold something and have no consumer
    std::string unknown;                  // why nobody could look; empty: all were looked at
};

// Of the queues as the broker has them now: those that are commands' queues and unread. Pure.
std::vector<amqp::QueueLook> unread_of(const std::vector<amqp::QueueLook>& queues);
// The same of an overview, whose numbers are up to 5 s old. Pure.
std::vector<amqp::QueueLook> unread_of(const overview::Overview& overview);

// Asks the broker about the queue of this account's commands, "": about all. Blocks.
UnreadCommands look_for_unread(const Connection& connection, const std::string& account);

// "2 messages wait in squareoff.01 and nobody reads it: start the square-off". Empty: none does.
std::string unread_text(const std::vector<amqp::QueueLook>& unread);
// The same as a line of its own, or why nobody could look; empty where there is nothing to tell.
std::string unread_line(const UnreadCommands& unread);
void write_unread(events::JsonText& json, const std::vector<amqp::QueueLook>& unread);

}  // namespace ctl
