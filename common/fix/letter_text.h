#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"
#include "common/fix/message.h"

// A message as a dead letter shows it, in one line that can be read back:
// "35=8|34=7|49=…|56=…|52=…|17=E1|…". A bar, a backslash and what is not printable stand in a value
// as \| \\ and \xHH.
namespace fix {

std::string letter_text(const Message& message);
// One field of it: "58=a \\| b".
std::string letter_field(const Tag& tag);
// Invalid where a part is no "number=value".
base::Result<Message> read_letter(std::string_view text);

}  // namespace fix
