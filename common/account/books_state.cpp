#include "common/account/books_state.h"

#include "common/verdict/tables.h"

namespace account {

std::string_view reason_to_wait(Books books) {
    switch (books) {
        case Books::Current:
            break;
        case Books::Paused:
            return "the books are paused";
        case Books::CatchingUp:
            return "the books are catching up";
        case Books::InQuestion:
            return "the books of the partition are in question";
    }
    return {};
}

std::string books_sql(int32_t partition, std::string_view day) {
    return "COALESCE((SELECT IF(resumed_us=0,1,2) FROM pauses WHERE part=" +
           std::to_string(partition) + "),IF(" +
           verdict::partition_is_held_sql(partition, day, verdict::Limits{}) + ",3,0))";
}

}  // namespace account
