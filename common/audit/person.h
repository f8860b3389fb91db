#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"

namespace audit {

// Who acts. A name alone is a claim: anybody can type anybody's. Which account of which machine the
// process runs under is the system's own knowledge, and a token is a proof.
struct Person {
    std::string name;       // as given; where nothing is given, the OS user's
    std::string os_user;    // of the process
    std::string host;       // it runs on
    bool by_token = false;  // an operator's token was shown, and it is this name's
    // Made an operator by a broken glass that nobody has countersigned: may be who broke it.
    bool unvouched = false;
    friend bool operator==(const Person&, const Person&) = default;
};

// At this process. `name`: "" for the OS user's.
Person person_here(std::string_view name);

// A name for comparisons: without blanks around it, several in a row as one, A-Z as a-z. Pure.
std::string folded(std::string_view name);

// Whether the person counts as one of two: not while he may be the other one. Invalid, beginning
// with `by`. Pure.
base::Status check_vouched(const Person& me);

// Whether another person could agree to what this one asks for. Invalid, beginning with `by`, where
// nobody could: without a token in a user namespace, where the OS user proves nobody. Pure.
base::Status check_first(const Person& me);

// Whether `second` is another person than `first`. Invalid, beginning with `by`, where that is not
// certain: the same name; the same OS user, of whatever host, unless both have shown a token, since
// then one holder of a token could be both. Pure.
base::Status check_second(const Person& first, const Person& second);

}  // namespace audit
