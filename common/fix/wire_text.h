#pragma once

#include <cstdint>
#include <string>

#include "common/fix/message.h"

// A message as it travels: "8=FIX.4.4|9=…|35=D|…|10=123|" with the byte 1 for each bar; in a data
// field (95/96, 354/355, …) that byte is data. Pure; means the same in C++14 and in C++20.
namespace fix {

// The value of the first field of this number; "" where there is none.
std::string field_of(const std::string& text, int number);
// 34 MsgSeqNum; 0 where there is none, or no number that a session can count.
int64_t seq_of(const std::string& text);

// The message without the fields of header and trailer, in the text's order. The text is one that
// the engine accepted or stored; what is not "number=value" is left out.
Message read_text(const std::string& text);

// The password (554) as stars, for logs. The same text where there is none.
std::string masked(const std::string& text);
// Whether the length (9) and the checksum (10) are those of the text.
bool is_intact(const std::string& text);
// The ids of a session's messages, from the counterparty's side.
struct SessionIds {
    std::string begin_string;
    std::string sender;  // 49: theirs
    std::string target;  // 56: ours
};
// Why the text, whose length and checksum are right, is not a message of this session; "": it is.
std::string problem_of_header(const std::string& text, const SessionIds& ids);
// The same of a message that was read.
std::string problem_of_header(const Message& message, const SessionIds& ids);
// A message of nothing but the header fields that a session counts by, as the session wants them:
// number, type and whether it is a repetition are the text's. Nothing else in a header, empty or
// given twice, is a reason to refuse what comes behind it.
std::string header_of(const std::string& text, const SessionIds& ids);
// Likewise a Logon under this number, of no user.
std::string bare_logon(int64_t seq, const SessionIds& ids);
// A heartbeat under this number that was sent before: a session takes no notice of it.
std::string repeated_heartbeat(int64_t seq, const SessionIds& ids);
// The text without its empty fields.
std::string without_empty(const std::string& text);
// Without user and password (553, 554), with length and checksum of what is left: for the store.
std::string without_login(const std::string& text);

}  // namespace fix
