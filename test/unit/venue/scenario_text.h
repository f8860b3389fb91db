#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/fix/message.h"

// Conversations with a venue as text:
//     # why
//     > main NEW cl=X1 account=A1 token=101 side=buy qty=100 price=100.00
//     < main REPORT cl=X1 exec=new status=new leaves=100
//     ! POST /trade/bust?trade=1            the operator; "! 409 POST …" where it shall be refused
//     > main DISCONNECT
// What is expected is the next message of that session, with at least these values; a value is up
// to the next blank, "_" in a text stands for a blank.
namespace scenario {

struct Line {
    int number = 0;
    char kind = ' ';      // '>' sent, '<' expected, '!' operator
    std::string session;  // or what the operator's desk answers
    std::string word;     // NEW, CANCEL, …; of the operator the method
    std::map<std::string, std::string> values;
    std::string target;  // of the operator: path and query
};

std::vector<Line> parse(const std::string& text);
// The message to send: NEW, CANCEL, REPLACE, STATUS, MASS, PRICES, RAW (type=…).
fix::Message message_of(const Line& line);
// What a received message says, in the words of a Line: REPORT, REFUSED (9), REJECT (3 and j),
// MASS, PRICES, or its type.
Line line_of(const fix::Message& message);
// Empty: `got` has all that `wanted` says. Else both, for people.
std::string difference(const Line& wanted, const Line& got);

}  // namespace scenario
